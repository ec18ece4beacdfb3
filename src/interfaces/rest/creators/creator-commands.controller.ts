import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { PauseOffering } from '../../../application/creators/pause-offering.js';
import { PublishOffering } from '../../../application/creators/publish-offering.js';
import { RegisterCreator } from '../../../application/creators/register-creator.js';
import { ReopenOffering } from '../../../application/creators/reopen-offering.js';
import type { CreatorId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { CreatorAnswerDto } from '../shared/command-answer.dto.js';
import { moneyOf } from '../shared/money.dto.js';
import { PublishOfferingDto, RegisterCreatorDto } from './creator.dto.js';

@ApiTags('creators')
@Controller('v1/creators')
export class CreatorCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Allow('creator')
  @Problems('already_registered', 'market_not_open', 'person_erased')
  @ApiOperation({ summary: 'Registers the bearer of the token as a creator' })
  @ApiCreatedResponse({ type: CreatorAnswerDto })
  async register(@Body() dto: RegisterCreatorDto, @Context() context: CommandContext) {
    const { name, born_on: bornOn, followers, market } = dto;
    const creatorId = creatorOf(context);
    const command = new RegisterCreator(creatorId, { name, bornOn, followers, market }, context);
    return commandAnswer(
      await this.commands.execute(command),
      { creator_id: creatorId },
      `/v1/creators/${creatorId}`,
    );
  }

  @Post('me/offering')
  @HttpCode(200)
  @Allow('creator')
  @Problems(
    'not_registered',
    'person_erased',
    'market_not_open',
    'creator_not_eligible',
    'currency_not_allowed',
    'price_outside_terms',
    'currency_fixed',
  )
  @ApiOperation({
    summary: 'Publishes the price, or changes it',
    description: 'Open orders keep their price.',
  })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async publish(@Body() dto: PublishOfferingDto, @Context() context: CommandContext) {
    const creatorId = creatorOf(context);
    const offering = { price: moneyOf(dto.price), mostOpenOrders: dto.most_open_orders ?? null };
    const outcome = await this.commands.execute(new PublishOffering(creatorId, offering, context));
    return commandAnswer(outcome, { creator_id: creatorId });
  }

  @Post('me/offering/pause')
  @HttpCode(200)
  @Allow('creator')
  @Problems('not_registered', 'offering_not_published')
  @ApiOperation({ summary: 'Takes no new orders for now' })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async pause(@Context() context: CommandContext) {
    const creatorId = creatorOf(context);
    return commandAnswer(await this.commands.execute(new PauseOffering(creatorId, context)), {
      creator_id: creatorId,
    });
  }

  @Post('me/offering/reopen')
  @HttpCode(200)
  @Allow('creator')
  @Problems('not_registered', 'offering_not_published')
  @ApiOperation({ summary: 'Takes orders again' })
  @ApiOkResponse({ type: CreatorAnswerDto })
  async reopen(@Context() context: CommandContext) {
    const creatorId = creatorOf(context);
    return commandAnswer(await this.commands.execute(new ReopenOffering(creatorId, context)), {
      creator_id: creatorId,
    });
  }
}

/** A creator's actor id is their creator id. */
const creatorOf = ({ actor }: CommandContext): CreatorId => actor.id as CreatorId;
