import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Application } from '../../../application/application.js';
import { Log } from '../../../application/ports/log.js';
import { ALL_PROJECTIONS } from '../../../application/projections/all-projections.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { bodyOf } from '../shared/snake-case.js';
import { ProjectionsStatusDto, RebuildDto } from './projections.dto.js';

/** For analysts: how far each read model is, and building one anew beside the one that serves. */
@ApiTags('read models')
@Controller('v1/projections')
export class ProjectionsController {
  constructor(
    private readonly application: Application,
    private readonly log: Log,
  ) {}

  @Get()
  @Allow('admin', 'finance')
  @ApiOperation({ summary: 'How far every read model and process is' })
  @ApiOkResponse({ type: ProjectionsStatusDto, description: 'Positions are decimal strings.' })
  async status() {
    const { projections, processes } = this.application;
    const status = await projections.status();
    return textPositions({ ...status, processes: processes.status() });
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'driven_elsewhere')
  @ApiOperation({ summary: 'Builds a read model anew beside the one that serves, which it then replaces' })
  @ApiAcceptedResponse({
    type: RebuildDto,
    description: 'Begun, or under way already. `GET /v1/projections` tells how far it is.',
  })
  rebuild(@Param('name') name: string) {
    const known = nameOf(name);
    this.application.projections.rebuild(known).catch((error: unknown) => {
      this.log.error('a rebuild ended', { projection: known, trouble: String(error) });
    });
    return { name: known, state: 'rebuilding' };
  }

  @Delete(':name/rebuild')
  @Allow('admin')
  @Problems('not_found', 'driven_elsewhere')
  @ApiOperation({
    summary: 'Stops building; what was built is kept, and the next rebuild goes on from there',
  })
  @ApiOkResponse({ type: RebuildDto, description: 'Stopped.' })
  async stop(@Param('name') name: string) {
    const known = nameOf(name);
    await this.application.projections.stopRebuild(known);
    return { name: known, state: 'stopped' };
  }
}

function nameOf(name: string): string {
  const projection = ALL_PROJECTIONS.find((known) => known.name === name);
  if (projection === undefined) throw new ProblemError('not_found', 'there is no such read model');
  return projection.name;
}

const textPositions = (status: object): unknown =>
  bodyOf(
    JSON.parse(
      JSON.stringify(status, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  );
