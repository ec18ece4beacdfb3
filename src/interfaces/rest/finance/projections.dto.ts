import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { ProcessStatus } from '../../../application/runtime/process-runtime.js';
import type { BuildStatus, ProjectionStatus } from '../../../application/runtime/projection-status.js';
import { Optional } from '../http/optional.js';
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

const BUILD_STATES = namesOf<BuildStatus['state']>({ building: true, stopped: true });

export class BuildStatusDto extends FeedStatusDto {
  @OneOf(BUILD_STATES, 'building', '`stopped`: it stands still, and can be gone on with.')
  state!: string;

  @YesOrNo(false, 'It served before, and takes the name again.')
  is_rollback!: boolean;
}

export class KeptBuildDto extends FeedStatusDto {
  @YesOrNo(
    true,
    'Not where it is of another version: then it stands still, and is dropped when somebody is erased.',
  )
  can_serve!: boolean;
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

  @ApiProperty({
    required: false,
    description: 'What is built beside the one that serves, or was until it was stopped.',
  })
  rebuild?: BuildStatusDto;

  @ApiProperty({ required: false, description: 'What served before, and is kept for a rollback.' })
  kept?: KeptBuildDto;
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

const MOST_EVENTS_PER_SECOND = 1_000_000;

export class RebuildRequestDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    ...{ minimum: 1, maximum: MOST_EVENTS_PER_SECOND, example: 5_000 },
    description: 'No faster than this, until it has caught up.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MOST_EVENTS_PER_SECOND)
  events_per_second?: number;
}
