import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import type { Actor } from '../../../application/events/metadata.js';
import { GetPayoutDestination } from '../../../application/payouts/get-payout-destination.js';
import {
  SetPayoutDestination,
  type WantedDestination,
} from '../../../application/payouts/set-payout-destination.js';
import { VerifyPayoutDestination } from '../../../application/payouts/verify-payout-destination.js';
import type { Identity } from '../../../application/ports/identity.js';
import type { CreatorId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor, CurrentIdentity } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { CreatorAnswerDto } from '../shared/command-answer.dto.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';
import {
  BankAccountDto,
  DestinationViewDto,
  PayoutDestinationDto,
  VerifyDestinationDto,
} from './destinations.dto.js';

@ApiTags('creators')
@Controller('v1/creators')
export class PayoutDestinationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('me/payout-destination')
  @HttpCode(200)
  @Allow('creator')
  @Problems('not_registered', 'person_erased')
  @ApiOperation({
    summary: 'Sets where the creator is paid out from now on',
    description: 'A payout that was proposed to go elsewhere is refused when its run is carried out.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  set(@Body() { account }: PayoutDestinationDto, @Context() context: CommandContext) {
    return this.change({ rail: 'stripe_transfers', account }, context);
  }

  @Post('me/payout-destination/bank-account')
  @HttpCode(200)
  @Allow('creator')
  @Problems('not_registered', 'person_erased', 'bank_account_invalid')
  @ApiOperation({
    summary: 'Sets a bank account to be paid out to from now on',
    description: 'Nothing is paid there before finance has verified that it is the creator’s.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  setBankAccount(@Body() { iban, holder, bic }: BankAccountDto, @Context() context: CommandContext) {
    const account = { iban: iban.replace(/\s/g, '').toUpperCase(), name: holder.trim() };
    const bank = bic === undefined ? {} : { bic: bic.toUpperCase() };
    return this.change({ rail: 'bank_transfers', ...account, ...bank }, context);
  }

  @Get(':creator_id/payout-destination')
  @Allow('creator', 'finance')
  @Problems('creator_not_found', 'payout_destination_not_found')
  @ApiOperation({ summary: 'Where the creator is paid out: for the creator, and for finance to verify it' })
  @ApiOkResponse({
    type: DestinationViewDto,
    description: 'Reads `[erased]` once the creator was forgotten.',
  })
  async get(@CurrentActor() actor: Actor, @IdParam('creator_id', 'cre') creatorId: CreatorId) {
    const found = await this.queries.execute(new GetPayoutDestination(actor, creatorId));
    return bodyOf(orNotFound(found, 'payout_destination_not_found', 'there is no such destination'));
  }

  @Post(':creator_id/payout-destination/verify')
  @HttpCode(200)
  @Allow('finance')
  @Problems(
    'creator_not_found',
    'payout_destination_not_found',
    'payout_destination_changed',
    'payout_destination_own',
    'invalid_value',
  )
  @ApiOperation({
    summary: 'Says that the bank account is the creator’s: from now on it can be paid',
    description: 'By somebody who is not that creator themselves.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async verify(
    @IdParam('creator_id', 'cre') creatorId: CreatorId,
    @Body() { destination_id: destinationId }: VerifyDestinationDto,
    @CurrentIdentity() { creatorId: byCreator }: Identity,
    @Context() context: CommandContext,
  ) {
    const command = new VerifyPayoutDestination(creatorId, destinationId, byCreator, context);
    return commandAnswer(await this.commands.execute(command), { creator_id: creatorId });
  }

  private async change(destination: WantedDestination, context: CommandContext) {
    const creatorId = context.actor.id as CreatorId;
    const outcome = await this.commands.execute(new SetPayoutDestination(creatorId, destination, context));
    return commandAnswer(outcome, { creator_id: creatorId });
  }
}
