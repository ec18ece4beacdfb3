import type Stripe from 'stripe';
import type { Account } from './account.js';
import { invalidRequest } from './api-error.js';
import { newId } from './identifiers.js';

/** What Stripe takes of a bank's evidence. */
const TYPES: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};
const MOST_BYTES = 5 * 1024 * 1024;

export interface UploadedFile {
  readonly filename: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
}

/** What it is, and not its bytes: nobody reads them here. */
export function createFile(
  account: Account,
  { purpose, file }: { readonly purpose: Stripe.File.Purpose; readonly file: UploadedFile },
): Stripe.File {
  const type = TYPES[file.type];
  if (type === undefined) throw invalidRequest(`Invalid file type: ${file.type}`, { param: 'file' });
  if (file.size > MOST_BYTES) throw invalidRequest('The file is too large', { param: 'file' });
  const created: Stripe.File = {
    ...{ id: newId('file'), object: 'file', created: account.nowSeconds(), expires_at: null },
    ...{
      filename: file.filename,
      links: null,
      purpose,
      size: file.size,
      title: file.sha256,
      type,
      url: null,
    },
  };
  account.records.insert('file', created);
  return created;
}
