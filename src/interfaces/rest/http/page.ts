import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { HTTP_LIMITS } from './limits.js';
import { Optional } from './optional.js';
import { WholeNumberText } from './validation.js';

/** The query of every list; a list with more to ask for extends it. */
export class PageQuery {
  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: HTTP_LIMITS.pageSize,
    default: HTTP_LIMITS.defaultPageSize,
  })
  @Optional()
  @WholeNumberText(1, HTTP_LIMITS.pageSize)
  limit: number = HTTP_LIMITS.defaultPageSize;

  @ApiProperty({ required: false, description: '`next_cursor` of the page before.' })
  @Optional()
  @IsString()
  @Length(1, HTTP_LIMITS.cursorChars)
  starting_after?: string;
}

export interface PageAnswer<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
  readonly next_cursor?: string;
}

/** @param next the cursor of a read model's page; absent when there is nothing more */
export function pageAnswer<Item>(data: readonly Item[], next: string | undefined): PageAnswer<Item> {
  return next === undefined ? { data, has_more: false } : { data, has_more: true, next_cursor: next };
}
