import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { CommandContext } from '../../../application/command-context.js';
import type { ActedOn, Effect } from '../../../application/payouts/act-on-bank-answers.js';
import { TakeInBankAnswers } from '../../../application/payouts/take-in-bank-answers.js';
import { Answer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { TakesXmlStream } from '../http/json-bodies.js';
import { HTTP_LIMITS } from '../http/limits.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { orThrow, ProblemError } from '../problems/problem-error.js';
import { bodyOf } from '../shared/snake-case.js';
import { BankAnswersDto } from './bank-answers.dto.js';

@ApiTags('finance')
@Controller('v1/bank-answers')
export class BankAnswersController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @TakesXmlStream()
  @Allow('finance')
  @Problems('bank_file_unreadable')
  @ApiOperation({
    summary:
      'Takes in what the bank has answered: a status report (pain.002.001.10) or a statement (camt.053.001.08)',
    description:
      'Read to its end before anything is done: a file that is cut in half is refused whole. The same file again changes nothing.',
  })
  @ApiConsumes('application/xml')
  @ApiBody({
    schema: { type: 'string' },
    description: 'The file, byte by byte as the bank sent it; at most 64 MiB.',
  })
  @ApiOkResponse({ type: BankAnswersDto, description: 'What it came to.' })
  async takeIn(@Body() body: unknown, @Context() context: CommandContext) {
    const stream = streamOf(body);
    try {
      const outcome = await this.commands.execute(new TakeInBankAnswers(withinLimit(stream), context));
      const { actedOn, notOurs, wasReceivedBefore, ...file } = orThrow(outcome);
      const { sha256, message, messageId, otherEntries, position } = file;
      const answer = {
        ...{ sha256, message, message_id: messageId, was_received_before: wasReceivedBefore },
        taken_in: viewOf(actedOn, 'taken_in'),
        known: viewOf(actedOn, 'known'),
        differing: viewOf(actedOn, 'differs'),
        not_ours: notOurs.map((each) => bodyOf(each)),
        ...{ other_entries: otherEntries, position: String(position) },
      };
      return new Answer(answer, { position });
    } finally {
      // Whoever is still sending reads the answer only afterwards.
      stream.resume();
    }
  }
}

function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined) return Readable.from([]);
  throw new ProblemError('unsupported_media_type', 'only XML is read here: send application/xml');
}

/** The connection is left open, for the answer. */
async function* withinLimit(stream: Readable): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > HTTP_LIMITS.bankFileBytes)
      throw new ProblemError('body_too_large', 'a file of a bank has at most 64 MiB');
    yield chunk;
  }
}

const viewOf = (actedOn: readonly ActedOn[], effect: Effect) =>
  actedOn
    .filter((each) => each.effect === effect)
    .map(({ answer: { payoutId, outcome, code, line } }) => ({ payout_id: payoutId, outcome, code, line }));
