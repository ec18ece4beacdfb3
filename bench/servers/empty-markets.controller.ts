import { Controller, Get } from '@nestjs/common';
import { AllowAnyone } from '../../src/interfaces/rest/identity/allow.js';

/** Tells that the server is there. */
@Controller('v1/markets')
export class EmptyMarketsController {
  @Get()
  @AllowAnyone()
  list(): { readonly data: readonly [] } {
    return { data: [] };
  }
}
