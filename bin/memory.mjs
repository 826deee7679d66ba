// How the processes of the site are started, so that what is garbage does not lie about for as long as the machine has
// room (docs/performance.md): a young generation that stays within bounds, an old one that grows by little, and few of glibc's arenas.
// Plain JavaScript: whatever Node starts the command reads it.
export const memoryFlags = ['--max-semi-space-size=16', '--heap-growing-percent=60']
export const memorySettings = { MALLOC_ARENA_MAX: '2' }
