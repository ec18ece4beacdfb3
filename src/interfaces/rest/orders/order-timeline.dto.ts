import { ApiProperty } from '@nestjs/swagger';
import type { Explanation } from '../../../application/orders/explanation.js';
import { At, AtOrNull, namesOf, OneOf, Text } from '../shared/answer-fields.js';
import { ORDER_STATES } from './order-view.dto.js';

export const WHO_ACTS = namesOf<Explanation['whoActs']>({
  fan: true,
  creator: true,
  platform: true,
  provider: true,
  nobody: true,
});

export class TimelineEntryDto {
  @Text('OrderAccepted')
  type!: string;

  @At('2026-11-23T10:15:00.000Z')
  at!: string;

  @Text('creator')
  by!: string;

  @Text('1042')
  position!: string;

  @Text('You accepted the order.')
  sentence!: string;
}

/** In plain words, said to whoever asks. */
export class OrderTimelineDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @OneOf(ORDER_STATES, 'accepted')
  state!: string;

  @Text('You accepted the order at 2026-11-23 10:15 UTC, and the video is being made.')
  why!: string;

  @Text(
    'You can deliver until 2026-11-30 10:15 UTC. If no video comes by then, the order expires by itself and everything goes back to the fan.',
  )
  next!: string;

  @AtOrNull('2026-11-30T10:15:00.000Z', 'When something happens by itself, at the latest.')
  next_at!: string | null;

  @OneOf(WHO_ACTS, 'creator', 'On whom it waits.')
  who_acts!: string;

  @ApiProperty({ type: [TimelineEntryDto], description: 'Oldest first.' })
  entries!: TimelineEntryDto[];
}
