import { ApiProperty } from '@nestjs/swagger';
import { At, Text, TextOrNull, WholeNumberOrNull } from '../shared/answer-fields.js';

export class AuditEntryDto {
  @Text('019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11')
  event_id!: string;

  @Text('00000000000000001042')
  position!: string;

  @Text('order-ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  stream!: string;

  @Text('2')
  revision!: string;

  @Text('OrderAccepted')
  type!: string;

  @At('2026-11-23T10:15:00.000Z')
  at!: string;

  @At('2026-11-23T10:15:00.004Z')
  recorded_at!: string;

  @Text('creator')
  actor_role!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  actor_id!: string;

  @Text('rest', 'From where it came.')
  source!: string;

  @TextOrNull(null)
  reason!: string | null;

  @Text('019ab3c4-7d20-8b1c-8a55-1d2e3f4a5b6c')
  command_id!: string;

  @Text('3d0f1c2b-6a5e-4f7d-8c9b-0a1b2c3d4e5f')
  correlation_id!: string;

  @Text('019ab3c4-7d1f-7c3d-9b44-6e7f8a9b0c1d')
  causation_id!: string;

  @TextOrNull('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string | null;

  @TextOrNull(null)
  fan_id!: string | null;

  @TextOrNull(null)
  creator_id!: string | null;

  @TextOrNull(null)
  quote_id!: string | null;

  @ApiProperty({ type: [String], example: ['ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11'] })
  subjects!: string[];

  @WholeNumberOrNull(null)
  amount_minor!: number | null;

  @TextOrNull(null)
  currency!: string | null;
}

export class MoneyCaseDto {
  @Text('019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11')
  case_id!: string;

  @TextOrNull('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11', 'Null where it is not known of which order it is.')
  order_id!: string | null;

  @Text('refund_failed')
  code!: string;

  @Text('the provider failed the refund: lost_or_stolen_card')
  detail!: string;

  @At('2026-11-26T08:00:00.000Z')
  found_at!: string;
}
