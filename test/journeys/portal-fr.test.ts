import { portalIn } from './portal.ts'

portalIn('fr')
