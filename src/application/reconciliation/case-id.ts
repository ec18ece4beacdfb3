import type { CaseId } from '../../domain/ids.js';
import { idFrom } from '../events/derived-ids.js';

/** Of the case about a difference: whoever finds the difference again, finds its case. @param name see `nameOfDifference` */
export const caseIdOf = (name: string): CaseId => idFrom('cas', name);
