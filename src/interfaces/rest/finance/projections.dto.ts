import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsInt, Matches, Max, Min } from 'class-validator';
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

const ON_FAILURE = namesOf<ProjectionStatus['onFailure']>({ stop: true, 'set aside': true });

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

  @WholeNumber(0, 'Documents that stand still, since an event could not be applied to them.')
  set_aside!: number;

  @WholeNumber(
    0,
    'Events of types that this release does not know, which the instance that answers passed over since it started. Where money is added up, the read model stops before them.',
  )
  unknown_events!: number;
}

export class FieldDifferenceDto {
  @Text('ratings')
  field!: string;

  @ApiProperty({
    type: 'string',
    required: false,
    example: '3',
    description: 'As JSON, cut short; absent where the field is, or is personal.',
  })
  served?: string;

  @ApiProperty({ type: 'string', required: false, example: '4', description: 'The same, of what was built.' })
  built?: string;
}

export class DifferenceDto {
  @Text('ord_0193a5d2-0000-7000-8000-000000000001')
  id!: string;

  @OneOf(['both', 'served', 'built'], 'both', 'Where there is a document of this id.')
  in!: string;

  @ApiProperty({ type: [FieldDifferenceDto] })
  fields!: FieldDifferenceDto[];
}

export class ComparisonDto {
  @Text('order_view_v1', 'Which build served.')
  with!: string;

  @WholeNumber(37, 'Documents in that.')
  served!: number;

  @WholeNumber(0, 'Documents that are not the same in both, or are in one of them only.')
  differing!: number;

  @YesOrNo(true, 'False where more differ than were counted.')
  is_complete!: boolean;

  @ApiProperty({ type: [DifferenceDto], description: 'The first of them.' })
  samples!: DifferenceDto[];
}

export class BuildCheckDto {
  @Text('1042', 'Where the build stood, and what it was compared with.')
  position!: string;

  @WholeNumber(37)
  documents!: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    ...{ minimum: 1, example: 2 },
    description: 'Documents that could not take all of their events; absent where there are none.',
  })
  set_aside?: number;

  @ApiProperty({
    type: 'string',
    required: false,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    description:
      'SHA-256 over all documents: the same log makes the same one at the same position. Of what is verified, and of a dry run.',
  })
  digest?: string;

  @ApiProperty({ required: false, description: 'Document by document, with what served at that position.' })
  comparison?: ComparisonDto;
}

const PURPOSES = namesOf<BuildStatus['purpose']>({ serve: true, compare: true, verify: true });

export class LastCheckDto extends BuildCheckDto {
  @Text('order_view_v1_r2')
  collection!: string;

  @OneOf(PURPOSES, 'verify')
  purpose!: string;
}

const BUILD_STATES = namesOf<BuildStatus['state']>({
  building: true,
  stopped: true,
  compared: true,
  refused: true,
});

export class BuildStatusDto extends FeedStatusDto {
  @OneOf(PURPOSES, 'serve', 'To take the name; to be compared, and wait; or to be compared, and dropped.')
  purpose!: string;

  @OneOf(
    BUILD_STATES,
    'building',
    '`stopped`: it stands still, and can be gone on with. `compared`: so does a dry run that has come to its end. `refused`: it has come to its end and takes no name, as most of its documents are set aside; the next rebuild begins anew.',
  )
  state!: string;

  @YesOrNo(false, 'It served before, and takes the name again.')
  is_rollback!: boolean;

  @ApiProperty({ required: false, description: 'Once it is `compared` or `refused`.' })
  check?: BuildCheckDto;
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
    ON_FAILURE,
    'set aside',
    'What becomes of an event that cannot be applied: it stops the read model, or its document is set aside and the others go on.',
  )
  on_failure!: string;

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

  @ApiProperty({ required: false, description: 'What was found of the last build that has come to its end.' })
  checked?: LastCheckDto;
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

class PacedDto {
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

export class RebuildRequestDto extends PacedDto {
  @ApiProperty({
    type: 'boolean',
    required: false,
    default: false,
    description: 'It is compared with what serves, and waits: the next rebuild goes on with it.',
  })
  @Optional()
  @IsBoolean()
  dry_run?: boolean;

  @ApiProperty({
    type: 'boolean',
    required: false,
    default: true,
    description:
      'Whether it is compared with what serves before it takes the name. A dry run is, in any case.',
  })
  @Optional()
  @IsBoolean()
  compare?: boolean;
}

export class VerifyRequestDto extends PacedDto {
  @ApiProperty({
    ...{ type: 'string', required: false, pattern: '^[1-9][0-9]{0,18}$', example: '1' },
    description:
      'What the log makes up to this position is added up, and not compared. Without it: up to now, and compared.',
  })
  @Optional()
  @Matches(/^[1-9]\d{0,18}$/)
  at?: string;
}
