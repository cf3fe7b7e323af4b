/**
 * How much memory peers may hold: a budget that each thing held is charged to.
 *
 * <p>Imports {@code depot.common}.
 */
package depot.common.memory;
