import { Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { RequestErasure } from '../../../application/erasure/request-erasure.js';
import type { PersonId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { PersonAnswerDto } from '../shared/command-answer.dto.js';

@ApiTags('erasures')
@Controller('v1/erasures')
export class ErasureCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(202)
  @Allow('fan', 'creator')
  @ApiOperation({
    summary: 'Asks to be forgotten, in the role of the token',
    description: 'It is done once none of their orders is open. Orders and money stay; names and texts go.',
  })
  @ApiAcceptedResponse({ type: PersonAnswerDto })
  async request(@Context() context: CommandContext) {
    // A fan's or creator's actor id is their person id.
    const personId = context.actor.id as PersonId;
    const outcome = await this.commands.execute(new RequestErasure(personId, context));
    return commandAnswer(outcome, { person_id: personId }, '/v1/erasures/me');
  }
}
