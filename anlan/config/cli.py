"""``anlan``: the one command line."""

import os
import shutil
import socket
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
USAGE = """用法：anlan <命令> [参数]

  demo               准备演示数据并启动（http://127.0.0.1:8000，PORT 换端口）
  serve              启动网站（--host --port --workers --threads）
  gateway            接收设备数据、推送实时页面（ANLAN_GATEWAYS）
  simulate           模拟设备上报（dust、crane、lorry…，day 为演示的一天）
  worker             运行后台任务（ANLAN_JOBS=worker 时）
  migrate            建立或升级数据库
  seed               装入行政区划与各系统的角色
  createaccount      建立管理员账号（--role 系统、安全、审计三员之一）
  rekey              换密钥或算法后，把加密字段重新加密
  run_due            立即运行到期的定时任务（--at 时间）
  verify             校验操作留痕（--file 导出的副本，--anchors 存于库外的封存）
  tally              核对汇总数（--check 核对，--rebuild 重新计数）
  replay             按保存的数据重新判断设备的预警并比对（--device --from --to）
  export_trail       导出操作留痕与封存
  seal               封存今天的链头
  backup             备份数据库与文件到一个归档（--verify 核对，--keep 份数）
  restore            从归档恢复（--replace 替换现有数据）
  doctor             检查这套系统哪里不对、怎么办（--full 全面，--json）
  load_standard      装入检查标准
  import             导入表格（与页面同样的检查）
  explain            说明一种登记：字段、流程、权限
  new                新建一种登记的骨架
  check              启动检查
"""


def main() -> None:
    """Entry point of the ``anlan`` script."""
    arguments = sys.argv[1:]
    asks_help = not arguments or arguments[0] in ("-h", "--help", "help")
    if asks_help or (arguments[0] in ("demo", "serve") and {"-h", "--help"} & set(arguments)):
        print(USAGE)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    command, rest = arguments[0], arguments[1:]
    surroundings(command)
    if command in ("demo", "serve"):
        serve(command, rest)
        return
    settings_hold()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["anlan", command, *rest])


DEMO_HOME, DEMO_GATEWAYS = Path("var/demo"), "hj212:7212,jt808:7808,mqtt:7883,http:7080,live:7081"
PLACE = {"ANLAN_MODE", "ANLAN_HOME", "ANLAN_DATABASE_URL"}


def surroundings(command: str) -> None:
    """Where the demo lies and listens, for it and for who speaks to it: ``simulate`` meets a running demo without a setting."""
    here = command == "simulate" and not PLACE & os.environ.keys() and (DEMO_HOME / "anlan.sqlite3").is_file()
    if command == "demo" or here:
        os.environ.setdefault("ANLAN_MODE", "demo")
    if command in ("demo", "serve", "simulate") and os.environ.get("ANLAN_MODE") == "demo":
        os.environ.setdefault("ANLAN_HOME", str(DEMO_HOME.resolve()))
        if command != "serve":
            os.environ.setdefault("ANLAN_GATEWAYS", DEMO_GATEWAYS)


def settings_hold() -> None:
    """Says in one sentence what is wrong with the settings, instead of where in the program that was noticed."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.is_overridden("DEBUG")
    except (ImproperlyConfigured, ValueError) as error:
        sys.exit(f"设置有误：{error}")


def option(arguments: list[str], name: str, default: str) -> str:
    """The value of ``--name value``."""
    return arguments[arguments.index(name) + 1] if name in arguments[:-1] else default


def taken(host: str, port: int) -> bool:
    """Does somebody listen there already? The server itself would share the port and answer every other request."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def serve(command: str, arguments: list[str]) -> None:
    """Starts the web server; demo first prepares its database, and never listens beyond this machine unless told to."""
    host = option(arguments, "--host", os.environ.get("HOST", "127.0.0.1"))
    port = int(option(arguments, "--port", os.environ.get("PORT", "8000")))
    workers = int(option(arguments, "--workers", "1"))
    demo = os.environ.get("ANLAN_MODE") == "demo"
    if taken(host, port):
        sys.exit(f"端口 {port} 已被占用：请先停止占用它的程序，或用 PORT=8123 换一个端口")
    if demo and host not in LOOPBACK and "--beyond-loopback" not in arguments:
        sys.exit("演示模式的密码人人皆知，只允许在本机访问。确要对外演示，请加 --beyond-loopback")
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    if workers > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared_folder(port)
    settings_hold()
    import django

    django.setup()
    from django.core.management import call_command

    if command == "demo":
        call_command("demo_data")
    elif demo:
        refuse_half_a_demo()
    if os.environ.get("ANLAN_MODE", "production") == "production":
        # Said at each start, not enforced: an operator who tries things on loopback must be able to.
        call_command("check", deploy=True, fail_level="CRITICAL")
    print(f"安澜已启动：http://{host}:{port}（按 Ctrl+C 停止）", flush=True)
    try:
        with companions(demo=command == "demo"):
            run_server(host, port, workers, int(option(arguments, "--threads", str(THREADS))))
    finally:
        shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)


def refuse_half_a_demo() -> None:
    """What was broken off while it was made must not be taken for a demo."""
    from anlan.demo import unfinished

    if unfinished.found():
        sys.exit("演示数据还没有做完：如果没有别的窗口正在生成，请运行 make demo，它会重新生成")


def shared_folder(port: int) -> str:
    """Where several processes add their figures up, emptied; in memory where there is such a place.

    The figures are written through mapped pages: on a full disk that would end the process instead of raising an error.
    """
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    folder = place / f"anlan-metrics-{os.getuid()}-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return str(folder)


def companions(demo: bool) -> AbstractContextManager[None]:
    """The gateway beside the web server, where the settings ask for one, and in the demo the devices that speak to it."""
    from django.conf import settings

    from .companions import beside

    commands = [["gateway"]] if settings.GATEWAYS and settings.GATEWAY == "child" else []
    return beside(commands + ([["simulate", "day"]] if demo and commands else []))


# Who reads or sends slowly holds a thread; more of them cost throughput on SQLite, see docs/decisions/0010.
THREADS = 4


def run_server(host: str, port: int, workers: int, threads: int) -> None:
    """Granian, WSGI."""
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "anlan.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=threads, respawn_failed_workers=True, log_access=False, log_dictconfig=settings.LOGGING,
    ).serve()  # fmt: skip
