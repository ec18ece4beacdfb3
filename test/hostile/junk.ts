import fc from 'fast-check';

/** Text that programs stumble over: halves of characters, control characters, names of prototypes, operators, paths. */
const KNOWN_TEXTS = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udc00\ud800',
    '\ufeff',
    '\u202e',
    '\u2028',
    'İ',
    'ß',
    '💥'.repeat(60),
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    '$ne',
    '$where',
    '$gt',
  ],
  ...[
    '../../etc/passwd',
    '..%2f',
    '%00',
    '%',
    "' OR 1=1 --",
    '{{7*7}}',
    '${7*7}',
    '<script>',
    '\r\nSet-Cookie: a=b',
  ],
  ...[
    'null',
    'undefined',
    'NaN',
    'Infinity',
    '-0',
    '1e309',
    '0x10',
    '９',
    '9'.repeat(400),
    'true',
    '[]',
    '{}',
  ],
  ...['x'.repeat(101), 'x'.repeat(2_001), 'x'.repeat(9_000)],
  ...[
    '2026-11-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '0000-00-00',
    '2026-02-30',
    '9999-12-31',
    '1970-01-01',
  ],
  ...['TR', 'tr', 'ZZ', 'TRY', 'XXX'],
  ...['ord', 'quo', 'cre', 'fan', 'vid'].map((kind) => `${kind}_00000000-0000-7000-8000-000000000001`),
];

export const junkText = fc.oneof(
  fc.constantFrom(...KNOWN_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** What JSON can say of numbers and a program must not take at its word; written into a body as it stands. */
export const RAW_NUMBERS = [
  '1e999',
  '-1e999',
  '1e-999',
  '9'.repeat(400),
  '9007199254740993',
  '-0',
  '0.1e1',
  '1E400',
];
const RAW_MARK = '@raw:';

const nested = (levels: number): unknown => (levels === 0 ? 'deep' : { in: [nested(levels - 1)] });

/** Any value of JSON, and none that an honest client would send here. */
export const junkValue: fc.Arbitrary<unknown> = fc.oneof(
  junkText,
  fc.constantFrom(null, true, false, 0, -1, 1, 0.5, 2 ** 53, -(2 ** 53), 1e21, 1e308, Number.MIN_VALUE),
  fc.constantFrom<unknown>([], {}, [[]], [null], { length: 1e9 }, nested(7), nested(40), nested(200)),
  fc.constantFrom<unknown>({ $ne: '' }, { toString: 1 }, { then: 1 }, { toJSON: 1 }, { amount_minor: {} }),
  fc.constantFrom(...RAW_NUMBERS.map((digits) => `${RAW_MARK}${digits}`)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** As `JSON.stringify`, but for the numbers that only text can hold. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(new RegExp(`"${RAW_MARK}([^"]+)"`, 'g'), '$1');

/** Bodies that are no JSON, or JSON of a kind that objects cannot show. */
export const brokenBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(
      ...[
        '{',
        '{"a":',
        '[1,',
        'nul',
        '{"a":1}{"a":2}',
        '\ufeff{}',
        '{"a":1,"a":2}',
        '"',
        '{"\\ud800":1}',
        '// {}',
      ],
      ...[
        '{"__proto__":{"roles":["admin"]}}',
        '{"constructor":{"prototype":{"a":1}}}',
        '1e999',
        ' ',
        '\u0000',
      ],
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `{"brief":"${'x'.repeat(70_000)}"}`,
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

export const MEDIA_TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json;charset=utf-16',
  ],
  ...[
    'application/problem+json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ],
  ...[
    'application/offset+octet-stream',
    'application/jsonx',
    'json',
    '/',
    '*/*',
    'application/json, text/plain',
    ' ',
  ],
];

/** What a header can carry at all: Node lets nobody send the rest. */
export const junkHeader = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '*',
    'W/"1"',
    '"1"',
    '"99999999999999999999"',
    'null',
    ',',
    ';',
    'bytes=',
    '\u00e9\u00ff',
  ),
  fc.constantFrom(
    '0',
    '-1',
    '1',
    '1e3',
    '9'.repeat(19),
    '9'.repeat(30),
    'x'.repeat(256),
    'x'.repeat(4_000),
    '%00',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '')),
);

/** Percent-encoded, halves of characters included, which `encodeURIComponent` refuses to. */
export const encoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : percent(byte))).join('');

const isPlain = (byte: number): boolean => /[\w.~-]/.test(String.fromCharCode(byte)) && byte < 128;
const percent = (byte: number): string => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
