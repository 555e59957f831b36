import type { HealthReport } from '../../contracts/device-health.ts';

/** The same figures as `/health` in Prometheus' text format. */
export function metricsText(report: HealthReport): string {
  const lines = ['# TYPE pindan_device_ok gauge', '# TYPE pindan_device_statistic gauge'];
  for (const device of report.devices) {
    const labels = `role="${escaped(device.role)}",device="${escaped(device.id)}"`;
    lines.push(`pindan_device_ok{${labels}} ${device.ok ? 1 : 0}`);
    for (const [name, value] of Object.entries(device.statistics)) {
      lines.push(`pindan_device_statistic{${labels},name="${escaped(name)}"} ${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
