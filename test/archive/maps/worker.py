"""A map worker from outside: reads and writes what the contract of map workers says, and not a thing more; strict where a worker may be.

  JOBS_DIR/<id>.json        {"id", "session_path", "output_path", "config": {"iterations", "resolution"}}
  session_path              poses.csv, lidar/NNNNNN.pcd with lidar/timestamps.csv, camera/*.jpg with camera/timestamps.csv
  output_path               splat.ply, a plain cloud as workers leave without a GPU, and result.json
  JOBS_DIR/processed/, /failed/    where a job goes

It stands in for workers of the field, which are not here. It goes on until its input ends, whatever a job is like.
"""
import datetime
import json
import math
import os
import select
import struct
import sys
import uuid

POSES = "timestamp_secs,x,y,z,qx,qy,qz,qw"
PCD = ["VERSION", "FIELDS", "SIZE", "TYPE", "COUNT", "WIDTH", "HEIGHT", "VIEWPOINT", "POINTS", "DATA"]


def need(truth, what):
    if not truth:
        raise ValueError(what)


def table(path, heads):
    with open(path, encoding="ascii") as lines:
        need(next(lines).rstrip("\n") == heads, f"the heads of {path}")
        return [line.rstrip("\n").split(",") for line in lines]


def cloud(path):
    with open(path, encoding="ascii") as file:
        lines = file.read().splitlines()
    heads = {}
    while "DATA" not in heads:
        line = lines.pop(0)
        if not line.startswith("#"):
            name, _, value = line.partition(" ")
            heads[name] = value
    need(list(heads) == PCD, f"the heads of {path}")
    need(heads["FIELDS"] == "x y z" and heads["DATA"] == "ascii" and heads["VERSION"] == "0.7", f"the form of {path}")
    need(int(heads["POINTS"]) == int(heads["WIDTH"]) * int(heads["HEIGHT"]) == len(lines), f"the count of {path}")
    return [tuple(map(float, line.split(" "))) for line in lines]


def at(poses, time):
    """The nearest pose: x, y and heading."""
    pose = min(poses, key=lambda each: abs(each[0] - time))
    need(abs(pose[0] - time) < 0.5, f"no pose near {time}")
    _, x, y, _, qx, qy, qz, qw = pose
    return x, y, math.atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz))


def pictures(session):
    folder = os.path.join(session, "camera")
    times = table(os.path.join(folder, "timestamps.csv"), "frame,timestamp")
    names = sorted(name for name in os.listdir(folder) if name.endswith(".jpg"))
    need([int(row[0]) for row in times] == [int(name[:-4]) for name in names], "pictures and their times")
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            need(file.read(2) == b"\xff\xd8", f"{name} is no JPEG")
    return len(names)


def work(job):
    need(set(job) == {"id", "session_path", "output_path", "config"}, "the job's fields")
    uuid.UUID(job["id"])
    need(job["config"] == {"iterations": 30000, "resolution": 1024}, "the job's config")
    session = job["session_path"]
    poses = [tuple(map(float, row)) for row in table(os.path.join(session, "poses.csv"), POSES)]
    need(all(len(pose) == 8 for pose in poses), "poses of eight numbers")
    need(all(abs(math.hypot(*pose[4:]) - 1) < 1e-6 for pose in poses), "turns of length 1")
    times = table(os.path.join(session, "lidar/timestamps.csv"), "frame,timestamp")
    names = sorted(os.listdir(os.path.join(session, "lidar")))
    need(names == [f"{int(row[0]):06}.pcd" for row in times] + ["timestamps.csv"], "frames and their times")
    points = []
    for frame, time in times:
        x, y, heading = at(poses, float(time))
        for px, py, pz in cloud(os.path.join(session, f"lidar/{int(frame):06}.pcd")):
            points.append((x + math.cos(heading) * px - math.sin(heading) * py, y + math.sin(heading) * px + math.cos(heading) * py, pz))
    with open(os.path.join(job["output_path"], "splat.ply"), "wb") as out:
        out.write(f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n".encode())
        out.write(b"property float x\nproperty float y\nproperty float z\nend_header\n")
        for point in points:
            out.write(struct.pack("<3f", *point))
    return {"input_poses": len(poses), "input_points": len(points), "input_images": pictures(session), "output_points": len(points)}


def take(jobs, name):
    path = os.path.join(jobs, name)
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    try:
        status, stats, to = "point_cloud_only", work(job), "processed"
    except (ValueError, OSError, KeyError) as error:
        status, stats, to = "failed", {"error": str(error)}, "failed"
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    with open(os.path.join(job["output_path"], "result.json"), "w", encoding="utf-8") as out:
        json.dump({"job_id": job["id"], "status": status, "completed_at": now, "stats": stats}, out)
    os.makedirs(os.path.join(jobs, to), exist_ok=True)
    os.rename(path, os.path.join(jobs, to, name))
    print(name, status, stats, flush=True)


def main(jobs):
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        for name in sorted(os.listdir(jobs)):
            if name.endswith(".json"):
                take(jobs, name)


if __name__ == "__main__":
    main(sys.argv[1])
