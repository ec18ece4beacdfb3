import { Body, Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ReceiveProviderEvent } from '../../application/payments/receive-provider-event.js';
import {
  InvalidWebhookError,
  MalformedWebhookError,
  PaymentGateway,
  type ProviderEvent,
} from '../../application/ports/payment-gateway.js';
import { TakesRawBody } from '../rest/http/json-bodies.js';
import { AllowAnyone } from '../rest/identity/allow.js';
import { orThrow, ProblemError } from '../rest/problems/problem-error.js';

/** Verified, stored, answered; what it means is worked out later (docs/decisions/0007). */
@ApiExcludeController()
@Controller('v1/webhooks/stripe')
export class StripeWebhookController {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly commands: CommandBus,
  ) {}

  @Post()
  @HttpCode(200)
  @TakesRawBody()
  @AllowAnyone()
  async receive(
    @Body() body: unknown,
    @Headers('stripe-signature') signature: string | undefined,
    @Req() { id }: FastifyRequest,
  ): Promise<{ received: true }> {
    orThrow(await this.commands.execute(new ReceiveProviderEvent(this.verified(body, signature), id)));
    return { received: true };
  }

  private verified(body: unknown, signature: string | undefined): ProviderEvent {
    try {
      return this.gateway.verifyWebhook(Buffer.isBuffer(body) ? body : Buffer.alloc(0), signature ?? '');
    } catch (error) {
      if (error instanceof MalformedWebhookError)
        throw new ProblemError('webhook_malformed', 'it is signed, and no event of the payment provider');
      if (!(error instanceof InvalidWebhookError)) throw error;
      throw new ProblemError(
        'webhook_signature_invalid',
        'the signature is not ours, or its time is too far from now',
      );
    }
  }
}
