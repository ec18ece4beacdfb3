import { Controller, Get, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../../application/events/metadata.js';
import { GiveOutBankFile } from '../../../application/payouts/give-out-bank-file.js';
import { GetPayoutRun } from '../../../application/payouts/payout-run-views.js';
import type { PayoutRunId } from '../../../domain/ids.js';
import { readingContext } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orThrow } from '../problems/problem-error.js';
import { orNotFound } from '../shared/found.js';

const XML = 'application/xml';

@ApiTags('finance')
@Controller('v1/payout-runs')
export class BankFileController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get(':run_id/bank-file')
  @Allow('finance')
  @Problems(
    'payout_run_not_found',
    'bank_file_not_ready',
    'bank_file_empty',
    'bank_file_refused',
    'bank_file_erased',
    'no_paying_account',
  )
  @ApiOperation({
    summary: 'The file of the run for the bank (pain.001.001.09): the same bytes each time',
    description:
      'Each time that it is asked for is recorded, with who asked; its payouts are `sent` from then on. Hand it in once.',
  })
  @ApiOkResponse({
    description: 'The file; `Repr-Digest` has its SHA-256.',
    headers: { 'Repr-Digest': { description: 'RFC 9530.', schema: { type: 'string' } } },
    content: { [XML]: { schema: { type: 'string' } } },
  })
  async file(
    @CurrentActor() actor: Actor,
    @IdParam('run_id', 'run') runId: PayoutRunId,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.type(XML);
    if (request.method === 'HEAD') return this.noFile(runId);
    const file = orThrow(
      await this.commands.execute(new GiveOutBankFile(runId, readingContext(request, actor))),
    );
    void reply.headers({
      'content-disposition': `attachment; filename="pain.001-${file.messageId}.xml"`,
      'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    });
    return file.text;
  }

  /** Who asks for the headers alone is given nothing, and nothing is recorded. */
  private async noFile(runId: PayoutRunId): Promise<string> {
    const found = await this.queries.execute(new GetPayoutRun(runId));
    orNotFound(found, 'payout_run_not_found', 'there is no such payout run');
    return '';
  }
}
