package depot.gps.base;

import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a receiver to a plan once: reads what is set, sends only what differs (to set time mode anew restarts the survey),
 * and reads it back. Where the receiver refuses a message, its items are sent one by one to find those that it does not
 * take. One thread.
 */
final class BaseConfigurator {
    private final Commands commands;
    private final Set<ConfigKey> refused = new LinkedHashSet<>();

    /** The receiver does not answer. */
    private static final class Silent extends Exception {
        private static final long serialVersionUID = 1L;

        Silent(String why) {
            super(why, null, false, false);
        }
    }

    BaseConfigurator(Commands commands) {
        this.commands = commands;
    }

    SetupResult apply(BasePlan plan) throws InterruptedException {
        refused.clear();
        try {
            List<ConfigItem> different = different(plan.items());
            sendAll(different.stream().filter(item -> !BasePlan.isTimeMode(item)).toList());
            sendTimeMode(different.stream().filter(BasePlan::isTimeMode).toList());
            if (!different.isEmpty()) {
                List<ConfigItem> left = new ArrayList<>(different(plan.items()));
                left.removeIf(item -> refused.contains(item.key()));
                if (!left.isEmpty() && refused.isEmpty()) {
                    return new SetupResult.Failed("read back, " + left.getFirst().key() + " is not what was set");
                }
            }
            return refused.isEmpty() ? new SetupResult.Done(different.size()) : new SetupResult.Refused(List.copyOf(refused));
        } catch (Silent e) {
            return new SetupResult.Failed(e.getMessage());
        }
    }

    private List<ConfigItem> different(List<ConfigItem> wanted) throws Silent, InterruptedException {
        Map<ConfigKey, ConfigItem> now = new HashMap<>();
        List<ConfigKey> keys = wanted.stream().map(ConfigItem::key).toList();
        for (int from = 0; from < keys.size(); from += CfgValget.MAX_ITEMS) {
            now.putAll(read(keys.subList(from, Math.min(keys.size(), from + CfgValget.MAX_ITEMS))));
        }
        return wanted.stream().filter(item -> !item.equals(now.get(item.key())) && !refused.contains(item.key())).toList();
    }

    /** What is set; where the receiver refuses to tell because it does not have one of the keys, in halves. */
    private Map<ConfigKey, ConfigItem> read(List<ConfigKey> keys) throws Silent, InterruptedException {
        switch (commands.get(keys)) {
            case Commands.Answer.Done<Map<ConfigKey, ConfigItem>> done -> {
                return done.value();
            }
            case Commands.Answer.Silence<Map<ConfigKey, ConfigItem>> silence -> throw new Silent(silence.why());
            case Commands.Answer.Refused<Map<ConfigKey, ConfigItem>> _ -> {
                if (keys.size() == 1) {
                    refused.add(keys.getFirst());
                    return Map.of();
                }
                Map<ConfigKey, ConfigItem> both = new HashMap<>(read(keys.subList(0, keys.size() / 2)));
                both.putAll(read(keys.subList(keys.size() / 2, keys.size())));
                return both;
            }
        }
    }

    private void sendAll(List<ConfigItem> items) throws Silent, InterruptedException {
        for (int from = 0; from < items.size(); from += CfgValget.MAX_ITEMS) {
            List<ConfigItem> part = items.subList(from, Math.min(items.size(), from + CfgValget.MAX_ITEMS));
            if (!send(part)) {
                sendEach(part);
            }
        }
    }

    private boolean send(List<ConfigItem> items) throws Silent, InterruptedException {
        return switch (commands.set(items)) {
            case Commands.Answer.Done<Boolean> _ -> true;
            case Commands.Answer.Refused<Boolean> _ -> false;
            case Commands.Answer.Silence<Boolean> silence -> throw new Silent(silence.why());
        };
    }

    /**
     * All of time mode or nothing: with one of its values missing the base would be anywhere. So it is switched off before
     * the value that is refused is searched for.
     */
    private void sendTimeMode(List<ConfigItem> items) throws Silent, InterruptedException {
        if (refused.stream().anyMatch(BasePlan::isTimeMode) || items.isEmpty() || send(items)) {
            return;
        }
        send(List.of(ConfigItem.of(ConfigKeys.TMODE_MODE, 0)));
        sendEach(items.stream().filter(item -> !item.key().equals(ConfigKeys.TMODE_MODE)).toList());
        if (refused.stream().noneMatch(BasePlan::isTimeMode)) {
            refused.add(ConfigKeys.TMODE_MODE);
        }
    }

    private void sendEach(List<ConfigItem> items) throws Silent, InterruptedException {
        for (ConfigItem item : items) {
            if (!send(List.of(item))) {
                refused.add(item.key());
            }
        }
    }
}
