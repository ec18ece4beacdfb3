import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readiness, type ReadinessReport } from '../../../application/health/readiness.js';
import { LogAtDebug } from '../http/request-log.js';
import { AllowAnyone } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { bodyOf } from '../shared/snake-case.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';

const DETAILS: Readonly<Record<Exclude<ReadinessReport['state'], 'ready'>, string>> = {
  draining: 'this instance is about to end; what still comes is answered',
  dependency_down: 'something that this instance cannot work without does not answer',
};

/** For load balancers and orchestrators. Anybody may ask: the answers name parts of the program, and nothing else. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @AllowAnyone()
  @LogAtDebug()
  @ApiOperation({ summary: 'Whether the process runs: it asks nobody else' })
  @ApiOkResponse({ type: LivenessDto })
  live() {
    return { state: 'live' };
  }

  @Get('ready')
  @AllowAnyone()
  @LogAtDebug()
  @Problems('draining', 'dependency_down')
  @ApiOperation({ summary: 'Whether requests should be sent here now, and what it depends on' })
  @ApiOkResponse({
    type: ReadinessDto,
    description: 'Ready. A refusal names the dependencies in the same way.',
  })
  async ready() {
    const { state, dependencies } = await this.readiness.report();
    const named = dependencies.map((dependency) => bodyOf(dependency));
    if (state === 'ready') return { state, dependencies: named };
    throw new ProblemError(state, DETAILS[state], { dependencies: named });
  }
}
