import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../application/events/metadata.js';
import { GetFan } from '../../../application/fans/get-fan.js';
import type { FanId } from '../../../domain/ids.js';
import { Answer } from '../http/answer.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { FanDto } from './fan-view.dto.js';

@ApiTags('fans')
@Controller('v1/fans')
export class FanQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('me')
  @Allow('fan')
  @Problems('not_registered')
  @ApiOperation({ summary: 'The fan who asks' })
  @ApiRevisedResponse(FanDto, 'The fan.')
  async me(@CurrentActor() actor: Actor, @SeenPosition() seen: bigint | undefined) {
    const found = await this.queries.execute(new GetFan(actor.id as FanId, actor, seen));
    const fan = orNotFound(found, 'not_registered', 'register as a fan first');
    return new Answer(bodyOf(fan), { revision: BigInt(fan.revision) });
  }
}
