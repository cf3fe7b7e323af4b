/** What the words for a fix mean: how good it is, and for people. (GGA, field 6.) */
export const FIXES = {
  no_fix: ['bad', 'No fix'], gps: ['good', 'GNSS fix'], dgps: ['good', 'Differential fix'], pps: ['good', 'PPS fix'],
  rtk_fixed: ['good', 'RTK fixed'], rtk_float: ['warn', 'RTK float'],
  estimated: ['warn', 'Estimated'], manual: ['good', 'Fixed position'], simulation: ['warn', 'Simulation'],
};
