import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length, Matches } from 'class-validator';
import { LIMITS } from '../../../application/runtime/limits.js';
import type { MadeAnew, Mending } from '../../../application/runtime/set-aside.js';
import { Optional } from '../http/optional.js';
import { namesOf, OneOf, Text, TextOrNull, WholeNumber } from '../shared/answer-fields.js';

const WHAT = namesOf<Mending['what']>({ retry: true, skip: true });

/** What somebody wants of a document. */
class WantedDto {
  @Text('1077', 'Of the event that records it. It is done once the read model is there.')
  recorded_at!: string;

  @Text('admin_1', 'Who wanted it.')
  by!: string;

  @ApiProperty({ type: 'string', required: false, example: 'The new release can take it.' })
  reason?: string;
}

export class MendingDto extends WantedDto {
  @OneOf(WHAT, 'retry')
  what!: string;

  @ApiProperty({ type: 'string', required: false, description: 'Of a skip: which event is left out.' })
  event_id?: string;
}

class DocumentOfBuildDto {
  @Text('order_view_v1', 'Of which build.')
  collection!: string;

  @Text('ord_0193a5d2-0000-7000-8000-000000000001', 'The id of the document.')
  key!: string;
}

class FailedEventDto extends DocumentOfBuildDto {
  @Text('1042', 'Of the event.')
  position!: string;

  @Text('0193a5d2-0000-7000-8000-00000000000a')
  event_id!: string;

  @Text('OrderRated')
  type!: string;
}

export class SetAsideDto extends FailedEventDto {
  @TextOrNull(
    'TypeError: the event cannot be applied',
    '`null` once somebody was erased since: it may quote what is personal.',
  )
  error!: string | null;

  @Text('2026-11-23T09:30:00.000Z', 'When it was set aside.')
  since!: string;

  @WholeNumber(0, 'How often the build was gone on with since.')
  turn!: number;

  @ApiProperty({ required: false, description: 'What is to be done, until it is.' })
  wanted?: MendingDto;
}

export class SkippedEventDto extends FailedEventDto {
  @Text('admin_1')
  by!: string;

  @Text('The order was placed by a test.')
  reason!: string;
}

const OUTCOMES = namesOf<MadeAnew['outcome']>({ same: true, differed: true, absent: true, not_made: true });

class MadeAnewDto {
  @OneOf(OUTCOMES, 'same')
  outcome!: string;

  @Text('1080', 'What was there, and what was made anew, have every event up to there.')
  position!: string;
}

export class AnewDto extends DocumentOfBuildDto {
  @ApiProperty()
  wanted!: WantedDto;

  @ApiProperty({
    required: false,
    description:
      'What came of it, once it is done: `same`, nothing was written; `differed`, it is replaced; `absent`, it is neither there nor in the log; ' +
      '`not_made`, an event of it cannot be applied, or what is there has a position beyond the log (a rebuild replaces it). Kept until documents are wanted anew the next time.',
  })
  made?: MadeAnewDto;
}

export class AsideNowDto {
  @ApiProperty({ type: [SetAsideDto] })
  set_aside!: SetAsideDto[];

  @ApiProperty({ type: [SkippedEventDto], description: 'Events that somebody had left out of documents.' })
  left_out!: SkippedEventDto[];

  @ApiProperty({ type: [AnewDto], description: 'Documents that somebody wants, or wanted, made anew.' })
  anew!: AnewDto[];
}

const KEY_CHARS = 200;
const REASON_CHARS = 500;
const REASON = {
  example: 'The new release can take it.',
  maxLength: REASON_CHARS,
  description: 'Recorded for good: ids and plain words, nothing personal.',
};

export class RetryDocumentsDto {
  @ApiProperty({
    ...{ type: 'string', required: false, maxLength: KEY_CHARS },
    example: 'ord_0193a5d2-0000-7000-8000-000000000001',
    description: 'One document. Without it: all that are set aside.',
  })
  @Optional()
  @IsString()
  @Length(1, KEY_CHARS)
  key?: string;

  @ApiProperty({ ...REASON, type: 'string', required: false })
  @Optional()
  @IsString()
  @Length(1, REASON_CHARS)
  reason?: string;
}

export class SkipEventDto {
  @ApiProperty({ example: 'ord_0193a5d2-0000-7000-8000-000000000001', maxLength: KEY_CHARS })
  @IsString()
  @Length(1, KEY_CHARS)
  key!: string;

  @ApiProperty({ ...REASON, minLength: 1 })
  @IsString()
  @Length(1, REASON_CHARS)
  reason!: string;
}

export class RebuildDocumentsDto {
  @ApiProperty({
    ...{ type: 'array', items: { type: 'string', maxLength: KEY_CHARS }, required: false },
    ...{ minItems: 1, maxItems: LIMITS.madeAnew },
    example: ['ord_0193a5d2-0000-7000-8000-000000000001'],
    description: 'Ids of documents.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LIMITS.madeAnew)
  @IsString({ each: true })
  @Length(1, KEY_CHARS, { each: true })
  keys?: string[];

  @ApiProperty({
    ...{ type: 'string', required: false, pattern: '^[1-9][0-9]{0,18}$' },
    description: 'Instead of keys: the documents that events from this position on are about.',
  })
  @Optional()
  @Matches(/^[1-9]\d{0,18}$/)
  from?: string;

  @ApiProperty({ ...REASON, type: 'string', required: false })
  @Optional()
  @IsString()
  @Length(1, REASON_CHARS)
  reason?: string;
}
