import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Application } from '../../../application/application.js';
import type { CommandContext } from '../../../application/command-context.js';
import {
  RebuildDocuments,
  RetryDocuments,
  SkipEvent,
} from '../../../application/read-models/mend-documents.js';
import { ALL_PROJECTIONS } from '../../../application/projections/all-projections.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { ReadModelAnswerDto } from '../shared/command-answer.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { AsideNowDto, RebuildDocumentsDto, RetryDocumentsDto, SkipEventDto } from './set-aside.dto.js';
import {
  ProjectionsStatusDto,
  ProjectionStatusDto,
  RebuildRequestDto,
  VerifyRequestDto,
} from './projections.dto.js';

const ANSWER = {
  type: ProjectionStatusDto,
  description:
    'As it is once that is asked for. The instance that drives the read model does it, within seconds.',
};

/** For analysts: how far each read model is, and its builds: what serves, what is built beside it, and what served before. */
@ApiTags('read models')
@Controller('v1/projections')
export class ProjectionsController {
  constructor(
    private readonly application: Application,
    private readonly commands: CommandBus,
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

  @Get(':name')
  @Allow('admin', 'finance')
  @Problems('not_found')
  @ApiOperation({ summary: 'How far one read model is, and which builds of it there are' })
  @ApiOkResponse({ type: ProjectionStatusDto })
  async one(@Param('name') name: string) {
    return textPositions(await this.application.projections.statusOf(nameOf(name)));
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'rebuild_under_way')
  @ApiOperation({
    summary: 'Builds a read model anew beside the one that serves, which it then replaces',
    description:
      'Any instance can be asked. What was stopped goes on from where it was. What served until then is kept, for a rollback.',
  })
  @ApiAcceptedResponse(ANSWER)
  async rebuild(
    @Param('name') name: string,
    @Body() { events_per_second, dry_run, compare }: RebuildRequestDto,
  ) {
    const known = nameOf(name);
    const options = { eventsPerSecond: events_per_second, isDryRun: dry_run, compares: compare };
    await this.application.projections.askRebuild(known, options);
    return this.one(known);
  }

  @Post(':name/verify')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'rebuild_under_way', 'position_invalid')
  @ApiOperation({
    summary: 'Builds a read model once more, compares it with what serves, and drops it',
    description:
      'What was found is in `checked` of `GET /v1/projections/{name}`, with a digest that two installations can compare.',
  })
  @ApiAcceptedResponse(ANSWER)
  async verify(@Param('name') name: string, @Body() { events_per_second, at }: VerifyRequestDto) {
    const known = nameOf(name);
    const options = { eventsPerSecond: events_per_second, at: at === undefined ? undefined : BigInt(at) };
    await this.application.projections.askVerify(known, options);
    return this.one(known);
  }

  @Delete(':name/rebuild')
  @Allow('admin')
  @Problems('not_found')
  @ApiOperation({
    summary: 'Stops building; what was built is kept, and the next rebuild goes on from there',
    description:
      'Does nothing where nothing is being built. A rollback that has not come to its end is taken back.',
  })
  @ApiOkResponse(ANSWER)
  async stop(@Param('name') name: string) {
    const known = nameOf(name);
    await this.application.projections.stopRebuild(known);
    return this.one(known);
  }

  @Post(':name/documents/rebuild')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'no_documents', 'too_many_documents', 'position_invalid')
  @ApiOperation({
    summary: 'Makes some documents of what serves anew, in its place',
    description:
      'From the log, which is read once for all of them; everything else goes on. It is recorded who wanted it. What is set aside among them ' +
      'is tried again. What came of it is in `anew` of `GET /v1/projections/{name}/set-aside`.',
  })
  @ApiAcceptedResponse({ type: ReadModelAnswerDto })
  async rebuildDocuments(
    @Param('name') name: string,
    @Body() { keys, from, reason }: RebuildDocumentsDto,
    @Context() context: CommandContext,
  ) {
    const known = nameOf(name);
    const because = { ...context, ...(reason !== undefined && { reason }) };
    const outcome = await this.commands.execute(new RebuildDocuments(known, meant(keys, from), because));
    return commandAnswer(outcome, { name: known });
  }

  @Get(':name/set-aside')
  @Allow('admin', 'finance')
  @Problems('not_found')
  @ApiOperation({
    summary: 'Which documents of a read model stand still, and since which event; and which are made anew',
    description:
      'Of each build. Whoever reads one sees it as it was before the event; see `read_model_behind`.',
  })
  @ApiOkResponse({ type: AsideNowDto })
  async setAside(@Param('name') name: string) {
    return bodyOf(await this.application.projections.asideOf(nameOf(name)));
  }

  @Post(':name/set-aside/retry')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'not_set_aside')
  @ApiOperation({
    summary: 'Makes documents anew that are set aside',
    description:
      'From the log, once the fault is mended. It is recorded who wanted it. What fails again stays set aside: look once nothing is `wanted`.',
  })
  @ApiAcceptedResponse({ type: ReadModelAnswerDto })
  async retry(
    @Param('name') name: string,
    @Body() { key, reason }: RetryDocumentsDto,
    @Context() context: CommandContext,
  ) {
    const known = nameOf(name);
    const because = { ...context, ...(reason !== undefined && { reason }) };
    const outcome = await this.commands.execute(new RetryDocuments(known, key, because));
    return commandAnswer(outcome, { name: known });
  }

  @Post(':name/set-aside/skip')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'not_set_aside')
  @ApiOperation({
    summary: 'Leaves the event out that a document was set aside for',
    description:
      'The document goes on without it, in the builds that there are; a rebuild takes it up again. It is recorded who wanted it, and why.',
  })
  @ApiAcceptedResponse({ type: ReadModelAnswerDto })
  async skip(
    @Param('name') name: string,
    @Body() { key, reason }: SkipEventDto,
    @Context() context: CommandContext,
  ) {
    const known = nameOf(name);
    const outcome = await this.commands.execute(new SkipEvent(known, key, { ...context, reason }));
    return commandAnswer(outcome, { name: known });
  }

  @Post(':name/rollback')
  @HttpCode(202)
  @Allow('admin')
  @Problems('not_found', 'build_gone', 'build_of_another_version', 'rebuild_under_way')
  @ApiOperation({
    summary: 'Has the build that served before serve again',
    description:
      'It takes the name as a new one does, with everything in it that is served now; what served until then is kept.',
  })
  @ApiAcceptedResponse(ANSWER)
  async rollBack(@Param('name') name: string) {
    const known = nameOf(name);
    await this.application.projections.askRollBack(known);
    return this.one(known);
  }

  @Delete(':name/builds/:collection')
  @Allow('admin')
  @Problems('not_found', 'build_gone', 'build_serves')
  @ApiOperation({ summary: 'Drops a build that does not serve: what was stopped, or what served before' })
  @ApiOkResponse(ANSWER)
  async drop(@Param('name') name: string, @Param('collection') collection: string) {
    const known = nameOf(name);
    await this.application.projections.dropBuild(known, collection);
    return this.one(known);
  }
}

function nameOf(name: string): string {
  const projection = ALL_PROJECTIONS.find((known) => known.name === name);
  if (projection === undefined) throw new ProblemError('not_found', `there is no read model ${name}`);
  return projection.name;
}

const textPositions = (status: object): unknown =>
  bodyOf(
    JSON.parse(
      JSON.stringify(status, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  );

/** @throws ProblemError */
function meant(keys: readonly string[] | undefined, from: string | undefined): RebuildDocuments['which'] {
  if (keys !== undefined && from === undefined) return { keys };
  if (keys === undefined && from !== undefined) return { from: BigInt(from) };
  const detail = 'either keys or from must be there';
  throw new ProblemError('validation_failed', detail, { errors: [{ field: 'keys', detail }] });
}
