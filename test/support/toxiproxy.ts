import { randomUUID } from 'node:crypto';

const { TOXIPROXY_URL } = process.env;

/** A TCP proxy of a Toxiproxy server (`TOXIPROXY_URL`), in front of one server: what networks do, on demand. */
export class Toxiproxy {
  private constructor(
    private readonly name: string,
    /** Where it listens: host and port. */
    readonly listen: string,
  ) {}

  /** @param upstream host and port */
  static async inFrontOf(upstream: string): Promise<Toxiproxy> {
    const name = `shoutouts-${randomUUID().slice(0, 8)}`;
    const { listen } = (await ask('POST', '/proxies', {
      ...{ name, upstream, listen: '127.0.0.1:0', enabled: true },
    })) as { readonly listen: string };
    return new Toxiproxy(name, listen);
  }

  /** Breaks all connections, and takes no new ones. */
  async cut(): Promise<void> {
    await ask('POST', `/proxies/${this.name}`, { enabled: false });
  }

  /** Takes everything, and answers nothing. */
  async blackhole(): Promise<void> {
    for (const stream of ['upstream', 'downstream'])
      await this.add({
        ...{ name: `silent ${stream}`, type: 'timeout', stream },
        attributes: { timeout: 0 },
      });
  }

  async slow(latencyMs: number): Promise<void> {
    await this.add({
      ...{ name: 'slow', type: 'latency', stream: 'downstream' },
      attributes: { latency: latencyMs },
    });
  }

  /** Ends each connection after so many bytes of answers. */
  async breakOff(bytes: number): Promise<void> {
    await this.add({
      ...{ name: 'broken', type: 'limit_data', stream: 'downstream' },
      attributes: { bytes },
    });
  }

  /** @param rate kilobytes a second, to the server */
  async narrow(rate: number): Promise<void> {
    await this.add({ ...{ name: 'narrow', type: 'bandwidth', stream: 'upstream' }, attributes: { rate } });
  }

  /** As a sound network again. */
  async mend(): Promise<void> {
    const toxics = (await ask('GET', `/proxies/${this.name}/toxics`)) as readonly { readonly name: string }[];
    for (const toxic of toxics)
      await ask('DELETE', `/proxies/${this.name}/toxics/${encodeURIComponent(toxic.name)}`);
    await ask('POST', `/proxies/${this.name}`, { enabled: true });
  }

  async remove(): Promise<void> {
    await ask('DELETE', `/proxies/${this.name}`);
  }

  private async add(toxic: object): Promise<void> {
    await ask('POST', `/proxies/${this.name}/toxics`, toxic);
  }
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${TOXIPROXY_URL ?? ''}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${String(response.status)} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
