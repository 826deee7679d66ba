import { portalIn } from './portal.ts'

portalIn('en')
