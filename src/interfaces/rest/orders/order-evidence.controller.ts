import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandContext } from '../../../application/command-context.js';
import { evidencePaper } from '../../../application/orders/evidence/evidence-paper.js';
import { GetOrderEvidence } from '../../../application/orders/evidence/get-order-evidence.js';
import type { OrderEvidence } from '../../../application/orders/evidence/order-evidence.js';
import { SubmitEvidence } from '../../../application/orders/submit-evidence.js';
import { PaperPrinter } from '../../../application/ports/paper.js';
import type { OrderId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { OrderAnswerDto } from '../shared/command-answer.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { OrderEvidenceDto, SubmitEvidenceDto } from './order-evidence.dto.js';

const FORMATS = ['json', 'pdf'] as const;
const PDF = 'application/pdf';

export class EvidenceQuery {
  @ApiProperty({
    required: false,
    enum: FORMATS,
    description: 'Else as the `Accept` header prefers, and JSON where it does not say.',
  })
  @Optional()
  @IsIn(FORMATS)
  format?: (typeof FORMATS)[number];
}

/** What is shown to a bank that takes a fan's money back. */
@ApiTags('finance')
@ApiExtraModels(OrderEvidenceDto)
@Controller('v1/orders')
export class OrderEvidenceController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly printer: PaperPrinter,
  ) {}

  @Get(':order_id/evidence')
  @Allow('finance', 'admin')
  @Problems('order_not_found')
  @ApiOperation({
    summary: 'The evidence of an order: what was ordered, paid, delivered and watched, and when',
    description:
      'Read from the log itself, personal data included. The same events give the same bytes. A PDF has the same in words; what its ' +
      'fonts cannot show is drawn as a box.',
  })
  @ApiOkResponse({
    description: 'The evidence.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(OrderEvidenceDto) } },
      [PDF]: { schema: { type: 'string', format: 'binary' } },
    },
  })
  async evidence(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Query() { format }: EvidenceQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.queries.execute(new GetOrderEvidence(orderId));
    const evidence = orNotFound(found, 'order_not_found', 'there is no such order');
    if ((format ?? preferred(request)) === 'json') return evidenceBody(evidence);
    void reply
      .type(this.printer.mediaType)
      .header('content-disposition', `attachment; filename="evidence-${orderId}.pdf"`);
    return this.printer.print(evidencePaper(evidence));
  }

  @Post(':order_id/evidence')
  @HttpCode(200)
  @Allow('finance', 'admin')
  @Problems(
    'order_not_found',
    'chargeback_unknown',
    'chargeback_decided',
    'evidence_already_submitted',
    'evidence_too_late',
  )
  @ApiOperation({
    summary:
      'Submits the evidence of an order to the payment provider, for the bank that takes its money back',
    description:
      'All of it in words and as a PDF, as it stands now. The bank takes it once, and before `evidence_due_by`. The answer says that it is on its ' +
      'way; what became of it is `chargeback.evidence` of the evidence. One that the provider refuses is listed by ' +
      '`GET /v1/money-cases`. An inquiry that becomes a chargeback is answered again.',
  })
  @ApiOkResponse({ type: OrderAnswerDto })
  async submit(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Body() { dispute_id }: SubmitEvidenceDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new SubmitEvidence(orderId, dispute_id, context));
    return commandAnswer(outcome, { order_id: orderId });
  }
}

/** A PDF for who names it, and JSON for everybody else. */
const preferred = ({ headers: { accept = '' } }: FastifyRequest): (typeof FORMATS)[number] =>
  accept.split(',').some((type) => type.trim().toLowerCase().startsWith(PDF)) ? 'pdf' : 'json';

/** Amounts in it are money already, with their currency. */
const evidenceBody = (evidence: OrderEvidence) => bodyOf(evidence);
