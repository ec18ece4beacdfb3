import { ApiProperty } from '@nestjs/swagger';
import { OneOf, Text } from '../shared/answer-fields.js';
import { PAYMENTS } from './order-view.dto.js';

export class PaymentSandboxDto {
  @Text('http://127.0.0.1:41873/sandbox/payment_intents/pi_3PqXyZ2eZvKYlo2C1aBcDeFg/authenticate')
  authenticate_url!: string;
}

export class OrderPaymentDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @OneOf(PAYMENTS, 'action_required')
  status!: string;

  @ApiProperty({
    type: 'string',
    required: false,
    example: 'pi_3PqXyZ2eZvKYlo2C1aBcDeFg_secret_Xk2',
    description: "While 3-D Secure is asked: for the payment provider's own library.",
  })
  client_secret?: string;

  @ApiProperty({ required: false, description: 'Without a real payment provider.' })
  sandbox?: PaymentSandboxDto;
}
