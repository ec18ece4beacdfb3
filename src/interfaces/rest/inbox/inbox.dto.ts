import type { VideoFile } from '../../../application/ports/video-store.js';
import { At, namesOf, OneOf, Text, WholeNumber } from '../shared/answer-fields.js';

const CONTAINERS = namesOf<VideoFile['container']>({ mp4: true, quicktime: true, webm: true });

export class InboxMessageDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @Text('Please sing happy birthday for my aunt.', 'What the fan had asked for.')
  brief!: string;

  @Text('vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  video_id!: string;

  @WholeNumber(42000)
  duration_ms!: number;

  @OneOf(CONTAINERS, 'mp4')
  container!: string;

  @At('2026-11-25T18:04:00.000Z')
  delivered_at!: string;
}

export class PlaybackLinkDto {
  @Text('/v1/videos/vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11/content?expires=1795630440&signature=mZk0')
  url!: string;

  @At('2026-11-25T18:14:00.000Z')
  expires_at!: string;
}
