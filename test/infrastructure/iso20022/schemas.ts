import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { readFixture } from './fixtures.js';

export type Schema = 'pain.001.001.09' | 'pain.002.001.10' | 'camt.053.001.08';

const validators = new Map<Schema, XsdValidator>();

function validatorOf(schema: Schema): XsdValidator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = XsdValidator.fromDoc(XmlDocument.fromString(readFixture(`${schema}.xsd`)));
  validators.set(schema, made);
  return made;
}

/** Looks at a document that is valid against the schema. @throws XmlValidateError for one that is not */
export function inValid<T>(schema: Schema, text: string, look: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromString(text);
  try {
    validatorOf(schema).validate(document);
    return look(document);
  } finally {
    document.dispose();
  }
}

/** The texts that an XPath finds; `b:` stands for the schema's namespace. */
export const textsAt = (document: XmlDocument, schema: Schema, path: string): readonly string[] =>
  document
    .find(path, { b: `urn:iso:std:iso:20022:tech:xsd:${schema}` })
    .map((node) => ('content' in node ? String(node.content) : ''));
