import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { RegisterFan } from '../../../application/fans/register-fan.js';
import type { FanId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { FanAnswerDto } from '../shared/command-answer.dto.js';
import { IsMarketCode } from '../shared/market-code.js';
import { IsName } from '../shared/name.js';

export class RegisterFanDto {
  @IsName('Deniz')
  name!: string;

  @ApiProperty({ example: 'TR', description: 'Where the fan resides.' })
  @IsMarketCode()
  market!: string;
}

@ApiTags('fans')
@Controller('v1/fans')
export class FanCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Allow('fan')
  @Problems('already_registered', 'market_not_open', 'person_erased')
  @ApiOperation({ summary: 'Registers the bearer of the token as a fan' })
  @ApiCreatedResponse({ type: FanAnswerDto })
  async register(@Body() { name, market }: RegisterFanDto, @Context() context: CommandContext) {
    // A fan's actor id is their fan id.
    const fanId = context.actor.id as FanId;
    const outcome = await this.commands.execute(new RegisterFan(fanId, { name, market }, context));
    return commandAnswer(outcome, { fan_id: fanId }, '/v1/fans/me');
  }
}
