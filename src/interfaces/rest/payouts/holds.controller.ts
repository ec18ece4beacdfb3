import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { HoldPayouts } from '../../../application/payouts/hold-payouts.js';
import type { CreatorId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { CreatorAnswerDto } from '../shared/command-answer.dto.js';
import { PlaceHoldDto, ReleaseHoldDto } from './payouts.dto.js';

@ApiTags('finance')
@Controller('v1/creators/:creator_id/payout-hold')
export class HoldsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @Allow('finance')
  @Problems('creator_not_found')
  @ApiOperation({
    summary: 'Pays nothing out to the creator for the time being',
    description: 'What is on its way goes on.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async place(
    @IdParam('creator_id', 'cre') creatorId: CreatorId,
    @Body() { currency, reason }: PlaceHoldDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new HoldPayouts(creatorId, currency, reason, context));
    return commandAnswer(outcome, { creator_id: creatorId });
  }

  @Post('release')
  @HttpCode(200)
  @Allow('finance')
  @Problems('creator_not_found', 'payout_account_not_found')
  @ApiOperation({ summary: 'Pays out to the creator again, also after a difference that was seen to' })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async release(
    @IdParam('creator_id', 'cre') creatorId: CreatorId,
    @Body() { currency }: ReleaseHoldDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new HoldPayouts(creatorId, currency, null, context));
    return commandAnswer(outcome, { creator_id: creatorId });
  }
}
