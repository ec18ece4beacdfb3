import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { YesOrNo } from './answer-fields.js';

/** A page of a list, for the document; see `pageAnswer`. */
export function PageOf<Item extends object>(item: Type<Item>): Type {
  class Page {
    @ApiProperty({ type: [item] })
    data!: Item[];

    @YesOrNo(false)
    has_more!: boolean;

    @ApiProperty({
      type: 'string',
      required: false,
      example: 'WyIyMDI2LTExLTIzVDA5OjMwOjAwLjAwMFoiXQ',
      description: 'For `starting_after`; absent when there is nothing more.',
    })
    next_cursor?: string;
  }
  // The document names schemas as their classes are named.
  Object.defineProperty(Page, 'name', { value: `${item.name.replace(/Dto$/, '')}PageDto` });
  return Page;
}
