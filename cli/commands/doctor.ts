import type { Command } from 'commander'
import type { DoctorOptions } from '../actions/doctor.ts'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'what this machine has for drills, what is limited because of what, and what to do',
    )
    .option('--out <folder>', 'where run folders would be made', 'results')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExit codes: 0 a drill can run here, 2 it cannot.')
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../actions/doctor.ts')
      await doctor(options)
    })
}
