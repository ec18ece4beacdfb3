import { EventStoreDBClient } from '@eventstore/db-client';
import { faultOfAuthorities, faultOfPresence } from '../tls-files.js';
import { messageOf } from './errors.js';

/**
 * All that the client reads from an address. An option that it does not know it passes over, and prints the whole address, with its
 * password, on the standard error output; so nothing unknown comes to it.
 */
export const EVENTSTORE_OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'throwOnAppendFailure',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
] as const;
type OptionName = (typeof EVENTSTORE_OPTIONS)[number];

const HIGHEST_PORT = 65_535;
const ENCODE = 'what of :/?#@ is in a user or a password must be percent-encoded';

/**
 * What is wrong with an address of EventStoreDB, as its client reads it, or `undefined`. Nothing is connected to. Names options
 * and places, and repeats nothing else of the address: a password may stand anywhere in one that is wrong.
 */
export function faultOfEventStoreUrl(url: string): string | undefined {
  const { authority, query } = partsOf(url);
  const written = optionsIn(query);
  return (
    faultOfAuthority(authority.replace(/\/+$/, ''), query) ??
    faultOfNames(written) ??
    faultOfNode(written) ??
    faultOfFiles(written) ??
    refusalOfClient(url)
  );
}

/** Whether the client speaks TLS there, which it does unless it is told not to. */
export const asksForTls = (url: string): boolean => isTls(optionsIn(partsOf(url).query));

function partsOf(url: string): { readonly authority: string; readonly query: string } {
  const [, authority = '', query = ''] = /^[^:]*:\/\/([^?]*)\??(.*)$/s.exec(url) ?? [];
  return { authority, query };
}

const optionsIn = (query: string): readonly Written[] => (query === '' ? [] : query.split('&').map(halves));

/** The client takes what is written here for something else, or cuts it short, without a word. */
function faultOfAuthority(authority: string, query: string): string | undefined {
  if (query.includes('@')) return `an @ in an option must be written as %40, and ${ENCODE}`;
  const [hosts = '', userInfo, ...more] = authority.split('@').reverse();
  if (more.length > 0 || (userInfo !== undefined && !/^[^:/]+:[^:/]+$/.test(userInfo)))
    return `before its @ there must be USER:PASSWORD; ${ENCODE}`;
  const isHost = (host: string) => {
    const [, port] = /^[^\s:/@]+(?::(\d+))?$/.exec(host) ?? [undefined, ''];
    return port === undefined || (port !== '' && Number(port) > 0 && Number(port) <= HIGHEST_PORT);
  };
  return hosts.split(',').every(isHost) ? undefined : `each host must be HOST or HOST:PORT; ${ENCODE}`;
}

/** An option as it is written: its name and its value. */
type Written = readonly [name: string, value: string];

const halves = (option: string): Written => {
  const at = option.indexOf('=');
  return at < 0 ? [option, ''] : [option.slice(0, at), option.slice(at + 1).trim()];
};

/** Letter case, hyphens and underscores do not count, as in the client. */
const knownOption = (written: string): OptionName | undefined =>
  EVENTSTORE_OPTIONS.find((name) => name.toLowerCase() === written.trim().toLowerCase().replace(/[_-]/g, ''));

function faultOfNames(written: readonly Written[]): string | undefined {
  const [unknown, value] = written.find(([name]) => knownOption(name) === undefined) ?? [];
  if (unknown !== undefined)
    return /^[a-z_-]{1,40}$/i.test(unknown) && value !== ''
      ? `it has an option that EventStoreDB's client does not know (${unknown})`
      : "what follows its ? must be NAME=VALUE with options of EventStoreDB's client, and & between them";
  return valueOf(written, 'tlsVerifyCert') === 'false'
    ? 'tlsVerifyCert=false has no effect in this client: name the authority in tlsCAFile, or use tls=false'
    : undefined;
}

/** Other nodes lag behind the leader: what is decided on a fresh read would be decided on an old one. */
function faultOfNode(written: readonly Written[]): string | undefined {
  const preference = valueOf(written, 'nodePreference') ?? 'leader';
  return preference.toLowerCase() === 'leader'
    ? undefined
    : 'nodePreference must be leader, or be left out: other nodes lag behind the leader';
}

/** The last one counts, as in the client. */
const valueOf = (written: readonly Written[], option: OptionName): string | undefined =>
  written.findLast(([name]) => knownOption(name) === option)?.[1];

const isTls = (written: readonly Written[]): boolean => valueOf(written, 'tls') !== 'false';

function faultOfFiles(written: readonly Written[]): string | undefined {
  if (!isTls(written)) return undefined;
  const pathIn = (option: OptionName): string | undefined => decoded(valueOf(written, option));
  return (
    faultOfAuthorities('tlsCAFile', pathIn('tlsCAFile')) ??
    faultOfPresence('userCertFile', pathIn('userCertFile')) ??
    faultOfPresence('userKeyFile', pathIn('userKeyFile'))
  );
}

/** What cannot be decoded, the client refuses. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refusalOfClient(url: string): string | undefined {
  try {
    EventStoreDBClient.connectionString(url);
    return undefined;
  } catch (error) {
    return isParseError(error)
      ? placeOf(error, url)
      : `EventStoreDB's client refuses it (${messageOf(error)})`;
  }
}

/** The client does not export its class, whose message repeats a part of the address. */
interface ParseError {
  readonly expected: string;
  readonly location: readonly [from: number, to: number];
}

const isParseError = (error: unknown): error is ParseError =>
  error instanceof Error && 'expected' in error && 'location' in error;

function placeOf({ expected, location: [from] }: ParseError, url: string): string {
  const [, option] = /[?&]([a-z_-]+)=$/i.exec(url.slice(0, from)) ?? [];
  return option === undefined
    ? `at its character ${String(from + 1)} there must be ${expected}`
    : `its option ${option} must be ${expected}`;
}
