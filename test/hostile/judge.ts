import { isProblemCode, PROBLEMS } from '../../src/interfaces/rest/problems/table.js';
import type { DescribedApi } from '../support/described-api.js';
import type { RawAnswer, RawRequest } from './raw-request.js';

const PROBLEM_TYPE = 'application/problem+json';

/** What is wrong with an answer: a fault of ours, something that the document does not have, or a problem that is none. */
export function faultIn(
  api: DescribedApi,
  { method, path }: RawRequest,
  answer: RawAnswer,
): string | undefined {
  const { status, json, bytes } = answer;
  if (status >= 500) return `${String(status)}: ${bytes.toString()}`;
  if (method === 'HEAD')
    return isTold(api, path, status) ? undefined : `HEAD ${path}: an answer with ${String(status)}`;
  const problem = status >= 400 ? faultInProblem(answer) : undefined;
  return problem ?? (isBytes(answer) ? undefined : api.untold(method, path, status, json));
}

/** What there is to compare of an answer without a body. */
const isTold = (api: DescribedApi, path: string, status: number): boolean =>
  api.operation('HEAD', path)?.responses[status] !== undefined;

/** A video, a PDF or a stream of events: the document has no schema for those. */
const isBytes = ({ status, headers }: RawAnswer): boolean =>
  status < 300 && /^(video\/|application\/pdf|text\/event-stream)/.test(String(headers['content-type']));

/** RFC 9457, with a code out of the table and the fields that go with that code. */
export function faultInProblem({ status, headers, json, bytes }: RawAnswer): string | undefined {
  const { code, type, title, instance, status: told } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (headers['content-type'] !== PROBLEM_TYPE) return `no problem, but ${bytes.toString().slice(0, 200)}`;
  if (typeof code !== 'string' || !isProblemCode(code)) return `the code ${String(code)} is not in the table`;
  const expected = {
    status: PROBLEMS[code].status,
    title: PROBLEMS[code].title,
    type: `/docs/problems#${code}`,
  };
  if (told !== status || status !== expected.status)
    return `${code} with ${String(status)}, and ${String(told)} in it`;
  if (title !== expected.title || type !== expected.type) return `${code} with another title or type`;
  if (instance !== `urn:uuid:${String(headers['request-id'])}`) return `${code} does not name its request`;
  return undefined;
}
