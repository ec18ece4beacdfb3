import { ApiProperty } from '@nestjs/swagger';
import type { DependencyState } from '../../../application/health/watched-dependency.js';
import { namesOf, OneOf, Text, WholeNumber } from '../shared/answer-fields.js';

const STATES = namesOf<DependencyState['state']>({ up: true, down: true });

export class LivenessDto {
  @OneOf(['live'], 'live')
  state!: string;
}

export class DependencyDto {
  @Text('event_log')
  name!: string;

  @OneOf(STATES, 'up')
  state!: string;

  @WholeNumber(86_400_000, 'How long it has been so, in milliseconds.')
  for_ms!: number;

  @WholeNumber(120, 'How old the answer is that says so, in milliseconds.')
  age_ms!: number;
}

export class ReadinessDto {
  @OneOf(['ready'], 'ready')
  state!: string;

  @ApiProperty({ type: [DependencyDto] })
  dependencies!: DependencyDto[];
}
