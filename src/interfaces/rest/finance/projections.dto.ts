import { ApiProperty } from '@nestjs/swagger';
import type { ProcessStatus } from '../../../application/runtime/process-runtime.js';
import type { ProjectionStatus } from '../../../application/runtime/projection-lifecycle.js';
import { namesOf, OneOf, Text, WholeNumber, YesOrNo } from '../shared/answer-fields.js';

const STATES = namesOf<ProjectionStatus['state']>({
  running: true,
  stopped: true,
  rebuilding: true,
  failed: true,
  elsewhere: true,
});

const PROCESS_STATES = namesOf<ProcessStatus['state']>({ running: true, failed: true, elsewhere: true });

const POSITION = { type: 'string', required: false, example: '1042' } as const;

export class TroubleDto {
  @Text('EventNotAppliedError: the event cannot be applied')
  reason!: string;

  @ApiProperty({ ...POSITION, description: 'Of the event that it cannot take.' })
  position?: string;
}

export class FeedStatusDto {
  @Text('order_view_v1')
  collection!: string;

  @ApiProperty({ ...POSITION, description: 'Absent until it has taken an event.' })
  position?: string;

  @YesOrNo(true)
  caught_up!: boolean;

  @WholeNumber(37, 'By the instance that answers, since it started: 0 where another one drives it.')
  events_taken!: number;

  @ApiProperty({ required: false, description: 'Why it is not getting on.' })
  trouble?: TroubleDto;
}

export class ProjectionStatusDto extends FeedStatusDto {
  @Text('order_view')
  name!: string;

  @WholeNumber(1)
  version!: number;

  @OneOf(
    STATES,
    'running',
    '`elsewhere`: another instance drives it, which alone knows why it may not get on; how far it is, is known here, too.',
  )
  state!: string;

  @ApiProperty({ required: false, description: 'What is built beside the one that serves.' })
  rebuild?: FeedStatusDto;
}

export class ProcessStatusDto {
  @Text('payment')
  name!: string;

  @OneOf(
    PROCESS_STATES,
    'running',
    '`failed`: it is not getting on, and tries again. `elsewhere`: this instance does not drive it, and knows nothing more of it.',
  )
  state!: string;

  @ApiProperty({ ...POSITION, description: 'Absent until it has taken an event.' })
  position?: string;

  @YesOrNo(true, 'Always false where this instance does not drive it.')
  caught_up!: boolean;

  @ApiProperty({ type: 'string', required: false, description: 'Why it is not getting on.' })
  trouble?: string;
}

export class ProjectionsStatusDto {
  @ApiProperty({ ...POSITION, description: 'Of the last event in the log.' })
  last_position?: string;

  @ApiProperty({ type: [ProjectionStatusDto] })
  projections!: ProjectionStatusDto[];

  @ApiProperty({ type: [ProcessStatusDto] })
  processes!: ProcessStatusDto[];
}

export class RebuildDto {
  @Text('order_view')
  name!: string;

  @OneOf(['rebuilding', 'stopped'], 'rebuilding')
  state!: string;
}
