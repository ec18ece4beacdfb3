import { PaymentOutcomeUnknownError } from '../../src/application/ports/payment-gateway.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';
import { fieldsOf } from '../world/told.js';

const lost = () => new PaymentOutcomeUnknownError('simulated: no reply from the provider');

/** How a call to the provider fails. */
export const PROVIDER_FAILURES: Failures = { unavailable: lost, replyLost: lost };

/** A call to the provider whose answer tells why the program did what it did next. */
export function asked<Answer extends object | undefined>(
  calls: InstanceCalls,
  what: string,
  request: object,
  effect: () => Answer,
): Promise<Answer> {
  return calls.call(what, PROVIDER_FAILURES, () => {
    try {
      const answer = effect();
      calls.tell(
        `asks to ${what}`,
        () => `${fieldsOf(request)}: ${answer === undefined ? 'none' : fieldsOf(answer)}`,
      );
      return answer;
    } catch (error) {
      calls.tell(`asks to ${what}`, () => `${fieldsOf(request)}: ${String(error)}`);
      throw error;
    }
  });
}
