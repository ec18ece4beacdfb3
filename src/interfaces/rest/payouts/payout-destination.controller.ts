import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { SetPayoutDestination } from '../../../application/payouts/set-payout-destination.js';
import type { CreatorId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { CreatorAnswerDto } from '../shared/command-answer.dto.js';
import { PayoutDestinationDto } from './payouts.dto.js';

@ApiTags('creators')
@Controller('v1/creators/me/payout-destination')
export class PayoutDestinationController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @Allow('creator')
  @Problems('not_registered', 'person_erased')
  @ApiOperation({
    summary: 'Sets where the creator is paid out from now on',
    description: 'A payout that was proposed to go elsewhere is refused when its run is carried out.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async set(@Body() { account }: PayoutDestinationDto, @Context() context: CommandContext) {
    const creatorId = context.actor.id as CreatorId;
    const outcome = await this.commands.execute(new SetPayoutDestination(creatorId, account, context));
    return commandAnswer(outcome, { creator_id: creatorId });
  }
}
