import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { DevelopmentIssuer, TOKEN_ROLES, type TokenRole } from '../../../application/ports/identity.js';
import { Optional } from '../http/optional.js';
import { AllowAnyone } from './allow.js';

const DEFAULT_TTL_SECONDS = 3600;
const MAX_TTL_SECONDS = 30 * 24 * 3600;

class DevelopmentTokenRequest {
  @ApiProperty({
    example: 'ada',
    minLength: 1,
    maxLength: 200,
    description: 'Who it is for. The same subject is always the same person.',
  })
  @IsString()
  @Length(1, 200)
  subject!: string;

  @ApiProperty({ enum: TOKEN_ROLES, isArray: true, example: ['fan'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOKEN_ROLES.length)
  @IsIn(TOKEN_ROLES, { each: true })
  roles!: TokenRole[];

  @ApiProperty({ required: false, default: DEFAULT_TTL_SECONDS, minimum: 1, maximum: MAX_TTL_SECONDS })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_TTL_SECONDS)
  ttl_seconds?: number;
}

class DevelopmentToken {
  @ApiProperty({
    example: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
    description: 'Send it as `Authorization: Bearer <token>`.',
  })
  token!: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-23T10:30:00.000Z' })
  expires_at!: string;
  @ApiProperty({ example: 'fan_0b1e5f0e-5c55-8a0c-9a51-0a4a3c0d2f11' })
  fan_id!: string;
  @ApiProperty({ example: 'cre_6fe1b9a3-1a52-8d0f-8a8e-5b0c7d1e9f22' })
  creator_id!: string;
  @ApiProperty({ example: 'stf_93ad2c41-77be-8f3a-b1c9-2e6f4d8a0b33' })
  staff_id!: string;
}

/** A JSON Web Key Set (RFC 7517). */
class PublicKeys {
  @ApiProperty({ type: 'array', items: { type: 'object' } })
  keys!: object[];
}

/** There only while no `AUTH_ISSUER` is set: anybody can be anybody. */
@ApiTags('development')
@Controller()
export class DevelopmentTokensController {
  constructor(private readonly issuer: DevelopmentIssuer) {}

  @Post('v1/dev/tokens')
  @HttpCode(200)
  @AllowAnyone()
  @ApiOperation({ summary: 'A token for anybody, for development' })
  @ApiOkResponse({ type: DevelopmentToken })
  async issue(
    @Body() { subject, roles, ttl_seconds: ttlSeconds = DEFAULT_TTL_SECONDS }: DevelopmentTokenRequest,
  ): Promise<DevelopmentToken> {
    const { token, expiresAt, identity } = await this.issuer.issue({ subject, roles, ttlSeconds });
    const { fanId: fan_id, creatorId: creator_id, staffId: staff_id } = identity;
    return { token, expires_at: expiresAt, fan_id, creator_id, staff_id };
  }

  @Get('.well-known/jwks.json')
  @AllowAnyone()
  @ApiOperation({ summary: 'The keys that development tokens verify with' })
  @ApiOkResponse({ type: PublicKeys })
  publicKeys(): { readonly keys: readonly object[] } {
    return this.issuer.publicKeys();
  }
}
