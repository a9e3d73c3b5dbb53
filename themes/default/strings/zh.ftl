# 界面用语，中文。

home = 首页
menu = 主菜单
menu-open = 菜单
close = 关闭
find = 查找
find-label = 按编号或标题查找页面
keys = 键盘快捷键
key-find = 查找页面
key-number = 按编号查找页面
key-neighbours = 上一页或下一页
key-help = 本列表
key-close = 关闭
keys-single = 使用单键快捷键
colours = 配色
colours-auto = 跟随设备
colours-light = 浅色
colours-dark = 深色
colours-contrast = 高对比度
sources = 源文件
breadcrumbs = 本页所在位置
skip-to-content = 跳到正文
on-this-page = 本页内容
facts = 概览
connections = 引用本页之处
entries = 共 { $count } 项
all-kinds = 本报告全部内容
cite = 如何引用本页
link-here = 链接
link-copied = 已复制
neighbours = 前后页
previous = 上一页
next = 下一页
own-page = 单独页面
mentioned-in = 提及之处
footnotes = 脚注
footnote-back = 返回正文脚注
yes = 是
no = 否

not-found-title = 此页不存在
not-found-text = 该地址没有内容。它可能已经改变，也可能从来就不正确。
to-home = 前往首页
moved-title = 此页已移动
moved-text = 前往新地址

alert-note = 注
alert-tip = 提示
alert-important = 重要
alert-warning = 警告
alert-caution = 小心

date-year = { $year }年
date-month = { $year }年{ $number }月
date-day = { $year }年{ $number }月{ $day }日
month = { $number }月
north = 北纬{ $degrees }°
south = 南纬{ $degrees }°
east = 东经{ $degrees }°
west = 西经{ $degrees }°

letters = 字母
contents = 目录
titles-title = 标题索引
titles-description = 按标题列出本报告的所有页面。
whole-title = 报告全文
whole-description = 全部内容按阅读顺序置于一页，便于打印和检索。
sort-order = 按顺序
sort-title = 按标题
kind = 类型

neighbourhood = 相关条目
relation = 关系
record = 条目
place = 地点
coordinates = 坐标
rough-place = 国家，标于其首都
date = 日期
event = 事件
as-a-table = 以表格呈现相同内容
outlines = 轮廓来源：Natural Earth。不代表对任何边界或任何领土地位的任何意见。

filter = 筛选
sort = 排序
filtered = { $shown } / { $all }
filter-reset = 显示全部
