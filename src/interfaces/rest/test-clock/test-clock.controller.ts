import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Application } from '../../../application/application.js';
import { MovableClock } from '../../../application/ports/movable-clock.js';
import { Answer } from '../http/answer.js';
import { AllowAnyone } from '../identity/allow.js';
import { ProblemError } from '../problems/problem-error.js';
import { At, Text, WholeNumber } from '../shared/answer-fields.js';

const MOST_SECONDS = 366 * 24 * 3600;

export class AdvanceClockDto {
  @ApiProperty({ type: 'integer', example: 259200, minimum: 1, maximum: MOST_SECONDS })
  @IsInt()
  @Min(1)
  @Max(MOST_SECONDS)
  seconds!: number;
}

export class TestTimeDto {
  @At('2026-11-26T09:30:00.000Z')
  now!: string;
}

export class ClockMovedDto extends TestTimeDto {
  @WholeNumber(1)
  deadlines_met!: number;

  @Text('1042', 'Send it as `Shoutouts-Position`.')
  position!: string;
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
  @ApiOkResponse({ type: TestTimeDto })
  now() {
    return { now: this.clock.now() };
  }

  @Post('advance')
  @HttpCode(200)
  @AllowAnyone()
  @ApiOperation({ summary: 'Moves the clock, and meets every deadline that is due by then' })
  @ApiOkResponse({ type: ClockMovedDto })
  async advance(@Body() { seconds }: AdvanceClockDto) {
    const now = this.advanceBy(seconds * 1000);
    const { met, position } = await this.application.meetDeadlines();
    return new Answer({ now, deadlines_met: met, position: String(position) }, { position });
  }

  private advanceBy(ms: number) {
    try {
      return this.clock.advance(ms);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ProblemError('validation_failed', error.message);
    }
  }
}
