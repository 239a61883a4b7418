/** Servers under test: started on a free loopback port with a folder of their own, ended by their own id. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const START_MS = 60_000;
const END_MS = 15_000;

export interface Server {
  readonly url: string;
  readonly data: string;
  /** Everything it has logged. */
  log(): string;
  stop(): Promise<void>;
}

export interface Settings {
  demo?: boolean;
  /** No demo data, but a clock that can be moved. */
  sandbox?: boolean;
  port?: number;
  /** A folder that somebody else removes. */
  data?: string;
}

function program(): string {
  const found = process.env['HEZONG_BIN'] || path.join(__dirname, '../../target/debug/hezong');
  if (!fs.existsSync(found)) {
    throw new Error('no server to test: set HEZONG_BIN to the executable (cargo xtask test does)');
  }
  return found;
}

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function environment(data: string, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('HEZONG_'));
  return {
    ...Object.fromEntries(kept),
    HEZONG_LISTEN: `127.0.0.1:${port}`,
    HEZONG_DATA_DIR: data,
    HEZONG_METRICS_LISTEN: 'off',
    HEZONG_LOG: 'info',
    // Dozens of people sign in from one address here.
    HEZONG_RATE_LIMIT: 'false',
  };
}

function flags(settings: Settings): string[] {
  return ['serve', ...(settings.demo ? ['--demo'] : []), ...(settings.sandbox ? ['--sandbox'] : [])];
}

export async function start(settings: Settings): Promise<Server> {
  const port = settings.port ?? (await freePort());
  const data = settings.data ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hezong-e2e-'));
  const url = `http://127.0.0.1:${port}`;
  let logged = '';
  const child = spawn(program(), flags(settings), {
    cwd: data,
    env: environment(data, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      logged += text;
    });
  }
  const log = () => logged;
  const server: Server = {
    url,
    data,
    log,
    stop: async () => {
      await end(child);
      fs.writeFileSync(path.join(data, 'server.log'), log());
      if (settings.data === undefined) {
        fs.rmSync(data, { recursive: true, force: true });
      }
    },
  };
  try {
    await ready(child, url);
  } catch (error) {
    await server.stop();
    throw new Error(`the server did not get ready: ${String(error)}\n${log()}`);
  }
  return server;
}

/** Asks until the server says that it is ready; gives up when it ends or takes too long. */
async function ready(child: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error(`it ended with ${child.exitCode}`);
    }
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    if (Date.now() > until) {
      throw new Error(`no answer within ${START_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(hurry);
}

/** Runs a command of the program against a server's folder and answers what it printed. */
export function command(data: string, args: string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program(), args, {
    cwd: data,
    env: environment(data, 1),
    input,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`hezong ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  }
  return stdout;
}
