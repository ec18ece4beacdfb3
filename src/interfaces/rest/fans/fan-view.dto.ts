import { At, Text } from '../shared/answer-fields.js';

export class FanDto {
  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @Text('Deniz')
  name!: string;

  @Text('TR', 'Where the fan resides.')
  market!: string;

  @At('2026-11-23T09:00:00.000Z')
  registered_at!: string;

  @Text('0')
  revision!: string;
}
