import type { QueuedState } from '../../../application/orders/list-requests.js';
import { At, AtOrNull, namesOf, OneOf, Text, TextOrNull } from '../shared/answer-fields.js';
import { ApiMoney, type MoneyDto } from '../shared/money.dto.js';

const STATES = namesOf<QueuedState>({
  in_review: true,
  to_answer: true,
  to_deliver: true,
  video_in_review: true,
});

export class RequestDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @Text('Please sing happy birthday for my aunt.')
  brief!: string;

  @ApiMoney(15000)
  price!: MoneyDto;

  @ApiMoney(12000, 'What it brings the creator.')
  earning!: MoneyDto;

  @OneOf(STATES, 'to_answer')
  state!: string;

  @TextOrNull(null)
  closed_by!: string | null;

  @AtOrNull('2026-11-26T09:30:00.000Z')
  due_at!: string | null;

  @At('2026-11-23T09:30:00.000Z')
  placed_at!: string;
}
