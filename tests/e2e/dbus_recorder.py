#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dbus_recorder.py MODE FILE - a notification service that records.

MODE ok answers, hang never does, plain answers but reads no markup. A line of
JSON [title, body, urgency] goes to FILE for each Notify; "ready" is printed
once the service has its name.
"""
import json
import sys

from gi.repository import Gio, GLib

NAME = 'org.freedesktop.Notifications'
INTERFACE = """<node><interface name='org.freedesktop.Notifications'>
<method name='GetCapabilities'><arg type='as' direction='out'/></method>
<method name='GetServerInformation'><arg type='s' direction='out'/>
<arg type='s' direction='out'/><arg type='s' direction='out'/>
<arg type='s' direction='out'/></method>
<method name='Notify'><arg type='s' direction='in'/>
<arg type='u' direction='in'/><arg type='s' direction='in'/>
<arg type='s' direction='in'/><arg type='s' direction='in'/>
<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>
<arg type='i' direction='in'/><arg type='u' direction='out'/></method>
</interface></node>"""
mode, path = sys.argv[1:3]


def on_call(_bus, _sender, _object, _interface, method, args, call):
    if method == 'Notify':
        _, _, _, title, body, _, hints, _ = args.unpack()
        with open(path, 'a', encoding='utf-8') as out:
            print(json.dumps([title, body, hints.get('urgency')]), file=out)
    if mode == 'hang':
        return
    if method == 'GetCapabilities':
        caps = ['body'] + (['body-markup'] if mode == 'ok' else [])
        call.return_value(GLib.Variant('(as)', (caps,)))
    elif method == 'GetServerInformation':
        call.return_value(GLib.Variant('(ssss)', ('rec', 'rec', '1', '1.2')))
    else:
        call.return_value(GLib.Variant('(u)', (7,)))


def on_bus(bus, _name):
    node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
    bus.register_object('/org/freedesktop/Notifications', node.interfaces[0],
                        on_call, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, on_bus,
                 lambda *_: print('ready', flush=True), None)
GLib.MainLoop().run()
