package depot.sim.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a FlatBuffer from its root on: each table after its vtable, and what it points to behind it. One thread.
 *
 * <pre>
 *  u32 offset to the root   …   vtable: u16 its bytes, u16 the table's bytes, u16 offset of each field
 *                               table: i32 back to its vtable, fields
 * </pre>
 */
final class FlatWriter {
    /** A field of a table or an element of a list. */
    sealed interface Value {}

    record Byte(int value) implements Value {}

    record Short(int value) implements Value {}

    record Int(int value) implements Value {}

    record Long(long value) implements Value {}

    record Text(String value) implements Value {}

    /** @param fields in the order of their numbers; null for one that is left out */
    record Table(List<Value> fields) implements Value {
        static Table of(Value... fields) {
            return new Table(java.util.Arrays.asList(fields));
        }
    }

    record Tables(List<Table> all) implements Value {}

    /** Structs of two 64-bit numbers each. */
    record Pairs(long[] numbers) implements Value {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<int[]> patches = new ArrayList<>(); // position, target

    static byte[] write(Table root) {
        FlatWriter writer = new FlatWriter();
        writer.int32(0);
        int at = writer.table(root);
        writer.patches.add(new int[] {0, at});
        writer.align(8);
        byte[] bytes = writer.out.toByteArray();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] patch : writer.patches) {
            buffer.putInt(patch[0], patch[1] - patch[0]);
        }
        return bytes;
    }

    private void align(int to) {
        while (out.size() % to != 0) {
            out.write(0);
        }
    }

    private void number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    private void int32(int value) {
        number(value, 4);
    }

    private static int size(Value value) {
        return switch (value) {
            case Byte _ -> 1;
            case Short _ -> 2;
            case Long _ -> 8;
            default -> 4;
        };
    }

    private int table(Table table) {
        int[] offsets = new int[table.fields.size()];
        int end = 4;
        for (int i = 0; i < offsets.length; i++) {
            Value value = table.fields.get(i);
            if (value != null) {
                int size = size(value);
                end = (end + size - 1) / size * size;
                offsets[i] = end;
                end += size;
            }
        }
        align(2);
        int vtableBytes = 4 + 2 * offsets.length;
        while ((out.size() + vtableBytes) % 8 != 0) {
            number(0, 2);
        }
        int vtable = out.size();
        number(vtableBytes, 2);
        number(end, 2);
        for (int offset : offsets) {
            number(offset, 2);
        }
        int start = out.size();
        int32(start - vtable);
        List<int[]> later = new ArrayList<>(); // position and number of fields that point somewhere
        for (int i = 0; i < offsets.length; i++) {
            Value value = table.fields.get(i);
            if (value == null) {
                continue;
            }
            while (out.size() < start + offsets[i]) {
                out.write(0);
            }
            switch (value) {
                case Byte number -> number(number.value, 1);
                case Short number -> number(number.value, 2);
                case Int number -> int32(number.value);
                case Long number -> number(number.value, 8);
                default -> {
                    later.add(new int[] {out.size(), i});
                    int32(0);
                }
            }
        }
        for (int[] field : later) {
            patches.add(new int[] {field[0], object(table.fields.get(field[1]))});
        }
        return start;
    }

    private int object(Value value) {
        return switch (value) {
            case Table table -> table(table);
            case Text text -> {
                align(4);
                int at = out.size();
                byte[] bytes = text.value.getBytes(StandardCharsets.UTF_8);
                int32(bytes.length);
                out.writeBytes(bytes);
                out.write(0);
                yield at;
            }
            case Tables tables -> {
                align(4);
                int at = out.size();
                int32(tables.all.size());
                int first = out.size();
                tables.all.forEach(each -> int32(0));
                for (int i = 0; i < tables.all.size(); i++) {
                    patches.add(new int[] {first + 4 * i, table(tables.all.get(i))});
                }
                yield at;
            }
            case Pairs pairs -> {
                align(4);
                while ((out.size() + 4) % 8 != 0) {
                    out.write(0);
                }
                int at = out.size();
                int32(pairs.numbers.length / 2);
                for (long number : pairs.numbers) {
                    number(number, 8);
                }
                yield at;
            }
            default -> throw new IllegalArgumentException(value.toString());
        };
    }
}
