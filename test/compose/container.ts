// A container as the engine describes it, and what of its hardening is missing.

export interface Container {
  readonly id: string;
  readonly service: string;
  readonly startedAt: string;
  readonly exitCode: number;
  /** Each thing it may do that it need not. */
  readonly weaknesses: readonly string[];
}

/** The parts of `docker inspect` that are looked at. */
interface Described {
  readonly Id: string;
  readonly State: { readonly StartedAt: string; readonly ExitCode: number };
  readonly Config: { readonly User: string; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>> | null;
  };
}

/** @param json what `docker inspect` said */
export function containersIn(json: string): Container[] {
  return (JSON.parse(json) as Described[]).map((container) => ({
    id: container.Id,
    service: container.Config.Labels["com.docker.compose.service"] ?? "",
    startedAt: container.State.StartedAt,
    exitCode: container.State.ExitCode,
    weaknesses: weaknessesOf(container),
  }));
}

function weaknessesOf({ Config, HostConfig }: Described): string[] {
  const published = Object.values(HostConfig.PortBindings ?? {}).flat();
  const findings = {
    "runs as root": /^(root|0)?(:|$)/.test(Config.User),
    "writes to its root file system": !HostConfig.ReadonlyRootfs,
    "has capabilities": !HostConfig.CapDrop?.includes("ALL"),
    "may gain privileges": !HostConfig.SecurityOpt?.some((option) => option.startsWith("no-new-privileges")),
    "has no memory limit": HostConfig.Memory === 0,
    "is published beyond loopback": published.some(({ HostIp }) => HostIp !== "127.0.0.1"),
  };
  return Object.entries(findings).flatMap(([finding, isSo]) => (isSo ? [finding] : []));
}
