import type { ErasureView } from '../../../application/projections/erasures.js';
import { At, AtOrNull, namesOf, OneOf, Text } from '../shared/answer-fields.js';

const STATES = namesOf<ErasureView['state']>({ requested: true, erased: true });

export class ErasureDto {
  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  person_id!: string;

  @OneOf(STATES, 'requested', '`requested` while orders are open, then `erased`.')
  state!: string;

  @At('2026-11-23T09:30:00.000Z')
  requested_at!: string;

  @AtOrNull(null)
  erased_at!: string | null;
}
