import { applyDecorators, Controller, Get, Query, Req, Res, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Actor } from '../../../application/events/metadata.js';
import {
  STATEMENT_FORMATS,
  TABLE_FORMATS,
  TableFiles,
  type TableFormat,
} from '../../../application/ports/table-files.js';
import { ALL_REPORTS, reportNamed } from '../../../application/reports/all-reports.js';
import { Reports, type Told } from '../../../application/reports/reports.js';
import type { CreatorId } from '../../../domain/ids.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { asOfAsked } from '../shared/as-of.dto.js';
import { periodOf } from '../shared/period.dto.js';
import { ReportDto, ReportQuery, StatementDto, StatementQuery } from './reports.dto.js';

const MEDIA_TYPE: Readonly<Record<TableFormat, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
};

/** A table in any of its formats; the document has the fields of the JSON. */
const ApiTable = (model: Type, formats: readonly TableFormat[], description: string): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(model),
    ApiOkResponse({
      description,
      content: Object.fromEntries(
        formats.map((format) => [
          MEDIA_TYPE[format].split(';')[0] ?? format,
          { schema: format === 'json' ? { $ref: getSchemaPath(model) } : { type: 'string' } },
        ]),
      ),
    }),
  );

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

@ApiTags('finance')
@Controller('v1')
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly files: TableFiles,
  ) {}

  @Get('reports/:report')
  @Allow('finance', 'admin')
  @ApiOperation({
    summary: 'A report as of any position or instant, as JSON or as a file',
    description: ALL_REPORTS.map(
      ({ name, title, period }) => `\`${name}\`: ${title}. \`from\` and \`to\` are about ${period}.`,
    ).join('\n\n'),
  })
  @ApiParam({ name: 'report', enum: ALL_REPORTS.map(({ name }) => name) })
  @ApiTable(
    ReportDto,
    TABLE_FORMATS,
    'The rows, their totals per currency, the position that they stand for, and their digest.',
  )
  @Problems('not_found', 'as_of_invalid')
  async report(
    @Query() query: ReportQuery,
    @Req() request: FastifyRequest<{ Params: { report: string } }>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const report = orNotFound(reportNamed(request.params.report), 'not_found', 'there is no such report');
    const { market, currency, format } = query;
    const filter = { market, currency, ...periodOf(query) };
    const told = await this.reports.ask({ report, filter, asOf: asOfAsked(query.as_of) }, untilClosed(reply));
    await this.send({ request, reply }, report.name, format, told);
  }

  @Get('creators/:creator_id/statements')
  @Allow('creator', 'finance', 'admin')
  @ApiOperation({
    summary: "A statement of a creator's account: opening balance, every line, closing balance",
    description:
      'It goes by when things were recorded: a month that is over never changes, and its closing balance is the opening one of the next.',
  })
  @ApiTable(
    StatementDto,
    STATEMENT_FORMATS,
    'The lines; `totals` has the opening and the closing balance of each currency.',
  )
  @Problems('creator_not_found', 'as_of_invalid')
  async statement(
    @CurrentActor() actor: Actor,
    @IdParam('creator_id', 'cre') creatorId: CreatorId,
    @Query() query: StatementQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { currency, format } = query;
    const period = periodOf(query);
    const asked = { creatorId, currency, ...period, asOf: asOfAsked(query.as_of) };
    const found = await this.reports.askStatement(actor, asked, untilClosed(reply));
    const told = orNotFound(found, 'creator_not_found', 'there is no such creator');
    await this.send({ request, reply }, `statement-${creatorId}`, format, told);
  }

  /** What goes wrong once it has begun ends the connection: no client takes a part for the whole. */
  private async send(
    { request, reply }: Exchange,
    name: string,
    format: TableFormat,
    told: Told,
  ): Promise<void> {
    void reply.headers({
      'content-type': MEDIA_TYPE[format],
      'content-disposition': `attachment; filename="${name}-${String(told.asOf.position)}.${format}"`,
    });
    if (request.method === 'HEAD') return void (await reply.send());
    await reply.send(Readable.from(this.files.fileOf(format, told.table), { objectMode: false }));
  }
}

/** Nobody goes on reading the log for a client that has gone. */
function untilClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  return closed.signal;
}
