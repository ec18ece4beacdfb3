import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Application } from '../../../application/application.js';
import { MovableClock } from '../../../application/ports/movable-clock.js';
import { Answer } from '../http/answer.js';
import { AllowAnyone } from '../identity/allow.js';

const MOST_SECONDS = 366 * 24 * 3600;

export class AdvanceClockDto {
  @ApiProperty({ type: 'integer', example: 259200, minimum: 1, maximum: MOST_SECONDS })
  @IsInt()
  @Min(1)
  @Max(MOST_SECONDS)
  seconds!: number;
}

/** Time on demand, for development and demonstrations: with `TEST_CLOCK=1` only, and never with a live key. */
@ApiTags('test clock')
@Controller('v1/test-clock')
export class TestClockController {
  constructor(
    private readonly clock: MovableClock,
    private readonly application: Application,
  ) {}

  @Get()
  @AllowAnyone()
  @ApiOperation({ summary: 'What time it is for the product' })
  now() {
    return { now: this.clock.now() };
  }

  @Post('advance')
  @HttpCode(200)
  @AllowAnyone()
  @ApiOperation({ summary: 'Moves the clock, and meets every deadline that is due by then' })
  async advance(@Body() { seconds }: AdvanceClockDto) {
    const now = this.clock.advance(seconds * 1000);
    const { met, position } = await this.application.meetDeadlines();
    return new Answer({ now, deadlines_met: met, position: String(position) }, { position });
  }
}
