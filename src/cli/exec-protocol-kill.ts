/** The end of a program that was started as the head of a group of its own, and of all it started. */
import { spawnSync } from 'node:child_process'

export function killAll(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', `${pid}`, '/t', '/f'], { stdio: 'ignore', windowsHide: true })
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // They have ended by themselves.
  }
}
