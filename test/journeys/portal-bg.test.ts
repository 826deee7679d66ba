import { portalIn } from './portal.ts'

portalIn('bg')
