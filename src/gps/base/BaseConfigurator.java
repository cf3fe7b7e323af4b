package depot.gps.base;

import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.MonVer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sets a u-blox receiver up by a plan: reads what is set, sends only what differs (setting time mode again would restart the
 * survey), and reads it back. Where the receiver refuses a message, its items are sent one by one to find those that it does
 * not take. One thread.
 */
final class BaseConfigurator implements Configurator {
    private final Commands commands;
    private final Supplier<Optional<MonVer>> version;
    private final Set<ConfigKey> refused = new LinkedHashSet<>(); // there, and does not take the value
    private final Set<ConfigKey> missing = new LinkedHashSet<>(); // not there at all

    /** The receiver does not answer. */
    private static final class Silent extends Exception {
        private static final long serialVersionUID = 1L;

        Silent(String why) {
            super(why, null, false, false);
        }
    }

    /** @param version what the receiver says that it is */
    BaseConfigurator(Commands commands, Supplier<Optional<MonVer>> version) {
        this.commands = commands;
        this.version = version;
    }

    BaseConfigurator(Commands commands) {
        this(commands, Optional::empty);
    }

    SetupResult apply(BasePlan plan) throws InterruptedException {
        return apply(plan, false);
    }

    @Override
    public SetupResult apply(BasePlan plan, boolean anew) throws InterruptedException {
        refused.clear();
        missing.clear();
        try {
            List<ConfigItem> wanted = plan.items();
            List<ConfigItem> different = different(wanted);
            List<ConfigItem> timeMode = (anew ? wanted : different).stream().filter(BasePlan::isTimeMode).filter(this::isThere).toList();
            sendAll(different.stream().filter(item -> !BasePlan.isTimeMode(item)).toList());
            if (anew && plan.mode() instanceof BasePlan.Mode.SurveyIn && !timeMode.isEmpty()) {
                send(List.of(ConfigItem.of(ConfigKeys.TMODE_MODE, 0))); // a survey that has ended does not begin again by itself
            }
            sendTimeMode(timeMode);
            int sent = timeMode.size() + (int) different.stream().filter(item -> !BasePlan.isTimeMode(item)).count();
            if (sent > 0) {
                List<ConfigItem> left = new ArrayList<>(different(wanted));
                boolean noTimeMode = missing.stream().anyMatch(BasePlan::isTimeMode);
                left.removeIf(item -> refused.contains(item.key()) || noTimeMode && BasePlan.isTimeMode(item));
                if (!left.isEmpty() && refused.isEmpty()) {
                    return new SetupResult.Failed("read back, " + left.getFirst().key() + " is not what was set");
                }
            }
            return new MissingKeys(ReceiverModel.of(version.get()), missing, refused).judge(plan, sent);
        } catch (Silent e) {
            return new SetupResult.Failed(e.getMessage());
        }
    }

    private boolean isThere(ConfigItem item) {
        return !missing.contains(item.key());
    }

    private List<ConfigItem> different(List<ConfigItem> wanted) throws Silent, InterruptedException {
        Map<ConfigKey, ConfigItem> now = new HashMap<>();
        List<ConfigKey> keys = wanted.stream().map(ConfigItem::key).filter(key -> !missing.contains(key)).toList();
        for (int from = 0; from < keys.size(); from += CfgValget.MAX_ITEMS) {
            now.putAll(read(keys.subList(from, Math.min(keys.size(), from + CfgValget.MAX_ITEMS))));
        }
        keys.stream().filter(key -> !now.containsKey(key)).forEach(missing::add);
        return wanted.stream().filter(item -> isThere(item) && !item.equals(now.get(item.key())) && !refused.contains(item.key())).toList();
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
        if (missing.stream().anyMatch(BasePlan::isTimeMode) || items.isEmpty() || send(items)) {
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
